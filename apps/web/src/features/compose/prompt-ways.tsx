import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMemo } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { TextButton } from "../../ui/text-button.tsx";
import { type AnalysedPrompts, linesOfOnly } from "./analyse-prompts.ts";
import { writtenOut } from "./prompt-lists.ts";
import type { useMadePrompts } from "./use-made-prompts.ts";

/**
 * Makes more prompts of what is written, with one press, and with another takes that back until something is written: of a
 * pasted list each line, of `{red|green}` each choice.
 */
export function PromptWays(props: {
  analysed: AnalysedPrompts;
  maxPrompts: number;
  made: ReturnType<typeof useMadePrompts>;
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const { analysed, maxPrompts, made } = props;
  const choices = useMemo(() => writtenOut(analysed.blocks, maxPrompts), [analysed, maxPrompts]);
  if (made.madeOf !== null)
    return (
      <TextButton className="small" onClick={made.goBack}>
        {made.madeOf === "lines" ? (
          <Trans>Back to one prompt</Trans>
        ) : made.madeOf === "choices" ? (
          <Trans>Back to the choices</Trans>
        ) : (
          <Trans>Back to the prompt of the table</Trans>
        )}
      </TextButton>
    );
  if (choices) {
    const { count, made: out } = choices;
    const most = formats.number(maxPrompts);
    if (out === null)
      return (
        <span className="small muted">
          {t`${plural(count, {
            one: `The choices make # prompt, of ${most} at most`,
            other: `The choices make # prompts, of ${most} at most`,
          })}`}
        </span>
      );
    return (
      <TextButton
        className="small"
        onClick={() => made.make("choices", { text: out.prompts.join("\n\n"), own: out.own })}
      >
        <Plural
          value={count}
          one="Make # prompt of the choices"
          other="Make # prompts of the choices"
        />
      </TextButton>
    );
  }
  const lines = linesOfOnly(analysed);
  if (lines.length < 2) return null;
  return (
    <TextButton
      className="small"
      onClick={() => made.make("lines", { text: lines.join("\n\n"), own: [] })}
    >
      <Trans>Make each line a prompt</Trans>
    </TextButton>
  );
}
