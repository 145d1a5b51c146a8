import { placeholdersOf } from "@bunch/contracts/import/fill-template";
import { Trans } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import type { PromptBlock } from "./analyse-prompts.ts";
import classes from "./prompts-field.module.css";

const mostNamed = 4;

/** What `{{product}}` in a prompt is for; nothing where there is none. */
export function PlaceholdersHint(props: { text: string; blocks: readonly PromptBlock[] }) {
  const formats = useFormats();
  if (!props.text.includes("{{")) return null;
  const found = [...new Set(props.blocks.flatMap(({ prompt }) => placeholdersOf(prompt)))];
  if (found.length === 0) return null;
  const named = found.slice(0, mostNamed).map((name) => `{{${name}}}`);
  const names = formats.list(found.length > mostNamed ? [...named, "…"] : named);
  return (
    <p className={classes.hint} role="status">
      <Trans>
        {names}: import a table with columns of that name, and each of its rows makes a prompt.
        Without one it is drawn as it stands.
      </Trans>
    </p>
  );
}
