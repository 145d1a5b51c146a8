import { memo } from "react";
import type { PromptBlock } from "./analyse-prompts.ts";
import { isMarked, PromptMark } from "./prompt-mark.tsx";
import classes from "./prompts-field.module.css";

type Marks = {
  blocks: PromptBlock[];
  leaveOut: (prompt: string) => void;
  drawAnyway: (prompt: string) => void;
  dropOwn: (index: number) => void;
  goTo: (index: number) => void;
};

/**
 * The list under the text field, with the same words in the same places: it gives the field its height and draws the
 * numbers, the tints and, in the blank line after a prompt, its mark. Screen readers and the keyboard have `PromptMarks`.
 */
export function PromptsMirror(props: Marks & { text: string }) {
  const linesAfter = trailingBlankLines(props.text);
  return (
    <ol className={classes.mirror} aria-hidden="true">
      {props.blocks.map((block, index) => (
        // A prompt is its place in the text.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          <MirroredBlock block={block} />
          {isMarked(block) ? (
            <span className={classes.mark} data-kind={kindOf(block)}>
              <PromptMark block={block} index={index} isShort {...props} />
            </span>
          ) : null}
        </li>
      ))}
      {linesAfter > 0 ? <li>{"\n".repeat(linesAfter)}</li> : null}
    </ol>
  );
}

const MirroredBlock = memo(
  function MirroredBlock({ block }: { block: PromptBlock }) {
    return (
      <>
        {"\n".repeat(block.blankLinesBefore)}
        <span className={classes.block} data-kind={kindOf(block)}>
          <span className={classes.number}>{block.number ?? `= ${block.sameAs}`}</span>
          {block.raw}
        </span>
      </>
    );
  },
  ({ block: before }, { block: after }) =>
    before.raw === after.raw &&
    before.number === after.number &&
    before.sameAs === after.sameAs &&
    before.isMisfit === after.isMisfit &&
    before.isBeyond === after.isBeyond &&
    before.blankLinesBefore === after.blankLinesBefore,
);

function kindOf(block: PromptBlock): "long" | "beyond" | "left" | "repeated" | undefined {
  if (block.excess > 0) return "long";
  if (block.number === null) return "left";
  if (block.isMisfit) return "long";
  if (block.isBeyond) return "beyond";
  if (block.sameAs !== null) return "repeated";
  return undefined;
}

function trailingBlankLines(text: string): number {
  const end = /\n[\s]*$/.exec(text)?.[0] ?? "";
  return end.split("\n").length - 1;
}
