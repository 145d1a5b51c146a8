import { Trans } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { TextButton } from "../../ui/text-button.tsx";
import type { PromptBlock } from "./analyse-prompts.ts";

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
        <span>
          <Trans>Same as prompt {first}, left out</Trans>
        </span>
        <TextButton tabIndex={tabIndex} onClick={() => props.drawAnyway(block.prompt)}>
          <Trans>Make it anyway</Trans>
        </TextButton>
      </>
    );
  return (
    <>
      <span>
        <Trans>Same as prompt {first}</Trans>
      </span>
      <TextButton tabIndex={tabIndex} onClick={() => props.leaveOut(block.prompt)}>
        <Trans>Leave it out</Trans>
      </TextButton>
    </>
  );
}
