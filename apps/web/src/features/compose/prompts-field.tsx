import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useId, useRef } from "react";
import { useFormats } from "../../language/use-formats.ts";
import card from "../../ui/card.module.css";
import { TextButton } from "../../ui/text-button.tsx";
import { type AnalysedPrompts, linesOfOnly, tidyText } from "./analyse-prompts.ts";
import { PlaceholdersHint } from "./placeholders-hint.tsx";
import { PromptMarks } from "./prompt-marks.tsx";
import { PromptWays } from "./prompt-ways.tsx";
import { PromptsMirror } from "./prompts-mirror.tsx";
import classes from "./prompts-field.module.css";
import type { useMadePrompts } from "./use-made-prompts.ts";

/** Above these sizes the field is a plain one: a mirror of it would make typing slow. */
const mostMirrored = { characters: 400_000, blocks: 1500 };

/** The prompts: one large field over a mirror that draws the numbers and the marks. */
export function PromptsField(props: {
  text: string;
  analysed: AnalysedPrompts;
  maxPrompts: number;
  leftOut: string[];
  onText: (text: string) => void;
  made: ReturnType<typeof useMadePrompts>;
  onLeftOut: (leftOut: string[]) => void;
  onFiles: (files: File[]) => void;
  onDropOwn: (index: number) => void;
  /** A file is being dragged over the page that may hold prompts. */
  isDropTarget: boolean;
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const area = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const ids = { heading: useId(), hint: useId(), count: useId() };
  const { analysed, text } = props;
  const isMirrored =
    text.length <= mostMirrored.characters && analysed.blocks.length <= mostMirrored.blocks;
  const goTo = (index: number) => goToBlock(area.current, text, analysed, index);
  const marks = {
    blocks: analysed.blocks,
    leaveOut: (prompt: string) => props.onLeftOut([...props.leftOut, prompt]),
    drawAnyway: (prompt: string) =>
      props.onLeftOut(props.leftOut.filter((other) => other !== prompt)),
    dropOwn: props.onDropOwn,
    goTo,
  };
  const repeats = analysed.blocks.filter((block) => block.sameAs && block.number !== null);
  const lineCount = linesOfOnly(analysed).length;
  const { beyond, repeated, tooLong } = analysed;
  const own = analysed.blocks.filter((block) => block.own !== null && block.number !== null).length;
  const maxPrompts = formats.number(props.maxPrompts);
  return (
    <section className={`${card.card} ${classes.sheet}`} aria-labelledby={ids.heading}>
      <div className={classes.head}>
        <h2 id={ids.heading}>
          <Trans>Prompts</Trans>
        </h2>
        <span id={ids.count} className={classes.count} role="status">
          <Plural value={analysed.prompts.length} one="# prompt" other="# prompts" />
          {lineCount > 1 ? (
            <>
              {" · "}
              <Plural value={lineCount} one="# line" other="# lines" />
            </>
          ) : null}
          {repeated > 0 ? (
            <>
              {" · "}
              <Plural value={repeated} one="# repeated" other="# repeated" />
            </>
          ) : null}
          {tooLong > 0 ? (
            <b>
              {" · "}
              <Plural value={tooLong} one="# too long" other="# too long" />
            </b>
          ) : null}
          {own > 0 ? (
            <>
              {" · "}
              <Plural
                value={own}
                one="# with settings of its own"
                other="# with settings of their own"
              />
            </>
          ) : null}
          {beyond > 0 ? (
            <b>
              {" · "}
              <Plural value={beyond} one="# too many" other="# too many" />
            </b>
          ) : null}
        </span>
        <PromptWays analysed={analysed} maxPrompts={props.maxPrompts} made={props.made} />
        {repeats.length > 1 ? (
          <TextButton
            className="small"
            onClick={() =>
              props.onLeftOut([...props.leftOut, ...repeats.map((block) => block.prompt)])
            }
          >
            <Trans>Leave all repetitions out</Trans>
          </TextButton>
        ) : null}
        <div className={classes.actions}>
          <Button
            variant="bare"
            size="sm"
            leftSection={<IconFileImport size={16} stroke={1.8} aria-hidden />}
            onClick={() => file.current?.click()}
          >
            <Trans>Import a file</Trans>
          </Button>
          <input
            ref={file}
            id="prompts-file"
            hidden
            type="file"
            accept=".txt,.csv,.tsv,.jsonl,.ndjson,text/plain,text/csv"
            multiple
            aria-label={t`File with prompts`}
            onChange={(event) => {
              props.onFiles([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
        </div>
      </div>
      {/* Before the field: at the foot of many prompts nobody would find it. */}
      <p id={ids.hint} className={classes.how}>
        <Trans>
          A blank line starts a new prompt. You can also drop a .txt, .csv or .jsonl file here. Up
          to {maxPrompts} prompts.
        </Trans>
      </p>
      <div
        className={classes.editor}
        data-plain={!isMirrored || undefined}
        data-drop={props.isDropTarget || undefined}
      >
        {props.isDropTarget ? (
          <p className={classes.drop} aria-hidden>
            <Trans>Drop it: .txt, .csv or .jsonl</Trans>
          </p>
        ) : null}
        {isMirrored ? <PromptsMirror {...marks} text={text} /> : null}
        <textarea
          ref={area}
          id="prompts"
          value={text}
          spellCheck
          aria-labelledby={ids.heading}
          aria-describedby={`${ids.count} ${ids.hint}`}
          aria-invalid={tooLong > 0 || beyond > 0 || undefined}
          placeholder={t`A yellow bowl with two bananas on a plain blue backdrop, soft front light.

A teapot with a cobalt lid on a round plinth, late afternoon, calm and quiet.`}
          onChange={(event) => props.onText(tidyText(event.target.value))}
        />
      </div>
      <PromptMarks {...marks} />
      <PlaceholdersHint text={text} blocks={analysed.blocks} />
    </section>
  );
}

/** Puts the caret at the end of a prompt: where a long one is shortened. */
function goToBlock(
  area: HTMLTextAreaElement | null,
  text: string,
  analysed: AnalysedPrompts,
  index: number,
) {
  if (area === null) return;
  let position = 0;
  for (const block of analysed.blocks.slice(0, index + 1))
    position = text.indexOf(block.raw, position) + block.raw.length;
  area.focus();
  area.setSelectionRange(position, position);
}
