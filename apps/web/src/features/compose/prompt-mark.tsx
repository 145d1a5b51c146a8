import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { TextButton } from "../../ui/text-button.tsx";
import type { PromptBlock } from "./analyse-prompts.ts";
import classes from "./prompts-field.module.css";

/** What is to be said about one prompt, and the one thing that can be done about it. */
export function PromptMark(props: {
  block: PromptBlock;
  index: number;
  /** Inside the mirror the mouse alone gets here. */
  isShort?: boolean;
  leaveOut: (prompt: string) => void;
  drawAnyway: (prompt: string) => void;
  goTo: (index: number) => void;
}) {
  const { block } = props;
  const formats = useFormats();
  const tabIndex = props.isShort ? -1 : undefined;
  if (block.excess > 0) {
    const characters = formats.number(block.characters);
    const excess = formats.number(block.excess);
    return (
      <>
        <span>
          <Trans>
            {characters} characters: {excess} too many
          </Trans>
        </span>
        <TextButton tabIndex={tabIndex} onClick={() => props.goTo(props.index)}>
          <Trans>Go to the end of it</Trans>
        </TextButton>
      </>
    );
  }
  const first = block.sameAs ?? 0;
  if (block.number === null)
    return (
      <>
        <Same first={first} isShort={props.isShort ?? false}>
          <Trans>Same as prompt {first}, left out</Trans>
        </Same>
        <TextButton tabIndex={tabIndex} onClick={() => props.drawAnyway(block.prompt)}>
          <Trans>Make it anyway</Trans>
        </TextButton>
      </>
    );
  return (
    <>
      <Same first={first} isShort={props.isShort ?? false}>
        <Trans>Same as prompt {first}</Trans>
      </Same>
      <TextButton tabIndex={tabIndex} onClick={() => props.leaveOut(block.prompt)}>
        <Trans>Leave it out</Trans>
      </TextButton>
    </>
  );
}

/** The words, and in the mirror of a very narrow screen, where there is one line only, a sign in their place. */
function Same(props: { first: number; isShort: boolean; children: ReactNode }) {
  if (!props.isShort) return <span>{props.children}</span>;
  return (
    <>
      <span className={classes.whenWide}>{props.children}</span>
      <span className={classes.whenNarrow}>= {props.first}</span>
    </>
  );
}
