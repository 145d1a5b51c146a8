import { IconKey } from "@tabler/icons-react";
import { Field } from "../field.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  empty: ({ say }) => (
    <Field>
      <input aria-label={say("A name", "Un nom")} placeholder={say("A name", "Un nom")} />
    </Field>
  ),
  "with an icon, filled": ({ say }) => (
    <Field>
      <IconKey size={16} stroke={1.8} aria-hidden />
      <input aria-label={say("A key", "Une clé")} defaultValue="AIzaSy-demo" />
    </Field>
  ),
  wrong: ({ say }) => (
    <Field isWrong>
      <input aria-label={say("An amount", "Un montant")} defaultValue="12,5,0" aria-invalid />
    </Field>
  ),
};
