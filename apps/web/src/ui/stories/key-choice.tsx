import { KeyChoice } from "../key-choice.tsx";
import { Held, type Stories } from "../story.tsx";
import { keyOf } from "./keys.ts";

const keys = [
  keyOf({ id: "1", name: "Atelier", test_outcome: "works" }),
  keyOf({ id: "2", name: "Studio Nord, the long name of an old key", test_outcome: "refused" }),
  keyOf({ id: "3", name: null, last_four: null, test_outcome: null }),
];

export const stories: Stories = {
  "one chosen": ({ say }) => (
    <Held<string | null> first="1">
      {(value, change) => (
        <KeyChoice
          label={say("Which key pays", "Quelle clé paie")}
          keys={keys}
          before={[{ value: "same", text: say("The key of this batch", "La clé de ce lot") }]}
          after={[{ value: "other", text: say("Another key", "Une autre clé") }]}
          value={value}
          onChoose={change}
        />
      )}
    </Held>
  ),
  "none chosen": ({ say }) => (
    <Held<string | null> first={null}>
      {(value, change) => (
        <KeyChoice
          label={say("A key for all", "Une clé pour tout")}
          keys={keys.slice(0, 1)}
          after={[{ value: "other", text: say("Another key", "Une autre clé") }]}
          value={value}
          onChoose={change}
        />
      )}
    </Held>
  ),
};
