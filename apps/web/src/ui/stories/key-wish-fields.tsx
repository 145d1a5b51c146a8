import { type ComponentProps, useState } from "react";
import { KeyWishFields } from "../key-wish-fields.tsx";
import type { Stories } from "../story.tsx";
import { keyOf } from "./keys.ts";

type Wish = ComponentProps<typeof KeyWishFields>["wish"];

function Fields(props: { wish: Partial<Wish>; isWrong?: boolean }) {
  const [wish, setWish] = useState({
    keys: [],
    vendor: "gemini",
    choice: "same",
    typed: "",
    isToKeep: false,
    ...props.wish,
  });
  return (
    <KeyWishFields
      wish={{ ...wish, change: (change) => setWish({ ...wish, ...change }) }}
      same="same"
      other="other"
      isWrong={props.isWrong ?? false}
    />
  );
}

const keys = [keyOf({ id: "1" })];

export const stories: Stories = {
  "nothing remembered": () => <Fields wish={{}} />,
  "remembered ones": () => <Fields wish={{ keys }} />,
  "another, typed": () => (
    <Fields wish={{ keys, choice: "other", typed: "AIzaSy-demo", isToKeep: true }} />
  ),
  wrong: () => <Fields isWrong wish={{ typed: "AIza" }} />,
};
