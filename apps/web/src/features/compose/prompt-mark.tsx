import type { RowSettings } from "@bunch/contracts/prompt-row";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { TextButton } from "../../ui/text-button.tsx";
import type { PromptBlock } from "./analyse-prompts.ts";
import { useOwnWords } from "./own-words.tsx";
import classes from "./prompts-field.module.css";

type Props = {
  block: PromptBlock;
  index: number;
  /** Inside the mirror the mouse alone gets here. */
  isShort?: boolean;
  leaveOut: (prompt: string) => void;
  drawAnyway: (prompt: string) => void;
  /** Lets the prompt be as the batch is. */
  dropOwn: (index: number) => void;
  goTo: (index: number) => void;
};

/** Whether anything is to be said about a prompt. */
export function isMarked(block: PromptBlock): boolean {
  return block.sameAs !== null || block.excess > 0 || block.own !== null;
}

/** What a prompt has of its own, and what else is to be said about it, each with the one thing that can be done. */
export function PromptMark(props: Props) {
  return (
    <>
      {props.block.own === null ? null : <OwnMark {...props} own={props.block.own} />}
      {props.block.sameAs !== null || props.block.excess > 0 ? <TextMark {...props} /> : null}
    </>
  );
}

function OwnMark(props: Props & { own: RowSettings }) {
  const { t } = useLingui();
  const ownWords = useOwnWords();
  const words = ownWords(props.own);
  const number = props.block.number ?? "–";
  return (
    <>
      <span className={classes.own} data-misfit={props.block.isMisfit || undefined}>
        {words}
      </span>
      {props.block.isMisfit ? (
        <span className={props.isShort ? classes.whenWide : undefined}>
          <Trans>not to be had here</Trans>
        </span>
      ) : null}
      <TextButton
        className={props.isShort && props.block.sameAs !== null ? classes.whenWide : undefined}
        tabIndex={props.isShort ? -1 : undefined}
        aria-label={t`Prompt ${number}: as the batch, without ${words}`}
        onClick={() => props.dropOwn(props.index)}
      >
        <Trans>As the batch</Trans>
      </TextButton>
    </>
  );
}

function TextMark(props: Props) {
  const { block } = props;
  const { t } = useLingui();
  const formats = useFormats();
  const tabIndex = props.isShort ? -1 : undefined;
  if (block.excess > 0) {
    const characters = formats.number(block.characters);
    const excess = formats.number(block.excess);
    const words = t`${characters} characters: ${excess} too many`;
    return (
      <>
        <span title={words}>{words}</span>
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
