import { useModelName } from "../../api/use-model-name.ts";
import type { Execution } from "@bunch/contracts/execution";
import type { Model } from "@bunch/contracts/model";
import { pictureSeed } from "@bunch/contracts/picture-seed";
import type { Result } from "@bunch/contracts/result";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import type { ReactNode } from "react";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useFormats } from "../../language/use-formats.ts";
import { isFree } from "../../results/is-free.ts";
import { type OnPrompts, PromptsAgain } from "../../results/prompts-again.tsx";
import { warningWords } from "../../results/warning-words.ts";
import { Note } from "../../ui/note.tsx";
import { DownloadOne } from "./download-one.tsx";
import classes from "./lightbox.module.css";

const kinds: Record<string, string> = {
  "image/png": "PNG",
  "image/jpeg": "JPEG",
  "image/webp": "WebP",
};

/** All that is known of one picture: its prompt, model, size, cost, time, references; and its download. */
export function LightboxDetails(props: {
  result: Result;
  execution: Execution;
  model: Model | undefined;
  /** Its stars, where they can be given. */
  rating: ReactNode;
  /** What can be done with it besides, under the download. */
  actions: ReactNode;
  /** Leads to a new batch with its prompt; null where it is somebody else's. */
  onPrompts: OnPrompts | null;
}) {
  const { result, execution, model } = props;
  const { i18n } = useLingui();
  const formats = useFormats();
  const nameOf = useModelName();
  const clipboard = useClipboard({ timeout: 2000 });
  const prompt = result.batch_index + 1;
  const aspectRatio = result.aspect_ratio ?? execution.aspect_ratio;
  const imageSize = result.image_size ?? execution.image_size;
  const asked = model?.pixels[imageSize]?.[aspectRatio];
  const got = result.width && result.height ? ([result.width, result.height] as const) : null;
  const possible = formats.atMost(result.possible_cost);
  return (
    <>
      <div>
        <h2>
          <Trans>Prompt {prompt}</Trans>
        </h2>
        <p className={classes.prompt}>{result.prompt_text}</p>
        <div className={classes.promptWays}>
          <Button
            size="sm"
            leftSection={
              clipboard.copied ? (
                <IconCheck size={16} stroke={1.8} aria-hidden />
              ) : (
                <IconCopy size={16} stroke={1.8} aria-hidden />
              )
            }
            onClick={() => clipboard.copy(result.prompt_text)}
          >
            <span aria-live="polite">
              {clipboard.copied ? <Trans>Copied</Trans> : <Trans>Copy prompt</Trans>}
            </span>
          </Button>
          {props.onPrompts ? (
            <PromptsAgain
              size="sm"
              execution={execution}
              load={() => [result]}
              onPrompts={props.onPrompts}
            >
              <Trans>Edit prompt</Trans>
            </PromptsAgain>
          ) : null}
        </div>
      </div>
      {props.rating}
      <dl className={classes.facts}>
        <dt>
          <Trans>Model</Trans>
        </dt>
        <dd>{nameOf(execution.model)}</dd>
        <dt>
          <Trans>Asked for</Trans>
        </dt>
        <dd>
          {aspectRatio}, {imageSize}
          {asked ? ` (${asked[0]} × ${asked[1]})` : null}
        </dd>
        {execution.seed === null ? null : (
          <>
            <dt>
              <Trans>Seed</Trans>
            </dt>
            <dd>{pictureSeed(execution.seed, result.variation)}</dd>
          </>
        )}
        {got ? (
          <>
            <dt>
              <Trans>Got</Trans>
            </dt>
            <dd>
              {got.join(" × ")}
              {result.mime_type ? `, ${kinds[result.mime_type] ?? result.mime_type}` : null}
            </dd>
          </>
        ) : null}
        <dt>
          <Trans>Cost</Trans>
        </dt>
        <dd>
          {result.api_cost === null ? (
            result.possible_cost > 0 ? null : (
              "–"
            )
          ) : isFree(execution) ? (
            <Trans>free</Trans>
          ) : (
            formats.exact(result.api_cost)
          )}
          {result.possible_cost > 0 ? (
            <>
              {result.api_cost === null ? null : ", "}
              <Trans>up to {possible} more</Trans>
            </>
          ) : null}
        </dd>
        <dt>
          <Trans>Time</Trans>
        </dt>
        <dd>
          {result.processing_time_ms !== null
            ? formats.seconds(result.processing_time_ms)
            : result.attempts > 0
              ? null
              : "–"}
          {result.attempts > 0 ? (
            <>
              {result.processing_time_ms === null ? null : ", "}
              <Plural value={result.attempts} one="first attempt" other="# attempts" />
            </>
          ) : null}
        </dd>
      </dl>
      {result.warnings.map((warning) => {
        const words = warningWords(warning.code, { asked: asked ?? null, got });
        return (
          <Note key={warning.code} kind="warning">
            <p className="small">{words ? i18n._(words) : warning.message}</p>
          </Note>
        );
      })}
      {execution.reference_images.length > 0 ? (
        <div>
          <p className={classes.label}>
            <Plural
              value={execution.reference_images.length}
              one="Reference picture"
              other="Reference pictures"
            />
          </p>
          <div className={classes.references}>
            {execution.reference_images.map((reference, index) => {
              const place = index + 1;
              return (
                <a key={reference.url} href={reference.url} target="_blank" rel="noreferrer">
                  <img src={reference.url} alt={String(place)} />
                </a>
              );
            })}
          </div>
        </div>
      ) : null}
      {result.result_url ? (
        <div className={classes.foot}>
          <DownloadOne
            execution={execution}
            result={{ ...result, result_url: result.result_url }}
          />
          {props.actions}
        </div>
      ) : null}
    </>
  );
}
