import { Trans, useLingui } from "@lingui/react/macro";
import type { PromptBlock } from "./analyse-prompts.ts";
import { isMarked, PromptMark } from "./prompt-mark.tsx";
import classes from "./prompts-field.module.css";

const mostShown = 200;

/** The marked prompts as a real list, for screen readers, and for the keyboard: it shows itself when reached. */
export function PromptMarks(props: {
  blocks: PromptBlock[];
  leaveOut: (prompt: string) => void;
  drawAnyway: (prompt: string) => void;
  dropOwn: (index: number) => void;
  goTo: (index: number) => void;
}) {
  const { t } = useLingui();
  const marked = props.blocks
    .map((block, index) => ({ block, index }))
    .filter(({ block }) => isMarked(block))
    .slice(0, mostShown);
  if (marked.length === 0) return null;
  return (
    <ul className={classes.marks} aria-label={t`Marked prompts`}>
      {marked.map(({ block, index }) => {
        const number = block.number ?? "–";
        return (
          <li key={index}>
            <span>
              <Trans>Prompt {number}:</Trans>
            </span>
            <PromptMark {...props} block={block} index={index} />
          </li>
        );
      })}
    </ul>
  );
}
