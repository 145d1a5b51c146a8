import type { Execution } from "@bunch/contracts/execution";
import type { Model } from "@bunch/contracts/model";
import type { Result } from "@bunch/contracts/result";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Modal } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowLeft, IconArrowRight, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { pictureNumber } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { slotStateOf } from "../../results/slot-state.ts";
import { stateWord } from "../../results/state-word.ts";
import { ArrivingPicture } from "../../ui/arriving-picture.tsx";
import { PictureTile } from "../../ui/picture-tile.tsx";
import { aspectOf } from "../../ui/aspect.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import { FailureWords } from "./failure-words.tsx";
import { Filmstrip } from "./filmstrip.tsx";
import { LightboxDetails } from "./lightbox-details.tsx";
import classes from "./lightbox.module.css";
import { useSwipe } from "./use-swipe.ts";

/** One picture in a dark room, with all that is known of it; arrows and swipes go on, Escape leaves. */
export function Lightbox(props: {
  results: Result[];
  index: number;
  execution: Execution;
  model: Model | undefined;
  /** What is asked about a picture that may be charged already. */
  doubtOf: (execution: Execution, result: Result) => ReactNode;
  onIndex: (index: number) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useLingui();
  const formats = useFormats();
  const { results, index, execution } = props;
  const result = results[index];
  const last = results.length - 1;
  const go = (to: number) => {
    if (to >= 0 && to <= last) props.onIndex(to);
  };
  useHotkeys([
    ["ArrowLeft", () => go(index - 1)],
    ["ArrowRight", () => go(index + 1)],
    ["Home", () => go(0)],
    ["End", () => go(last)],
  ]);
  const swipe = useSwipe((way) => go(way === "next" ? index + 1 : index - 1));
  if (result === undefined) return null;
  const number = pictureNumber(result, execution.variations);
  const state = slotStateOf(result, execution.status === "paused");
  const small = pictureSource(result, result.prompt_text);
  const place = formats.number(index + 1);
  const total = formats.number(results.length);
  return (
    <Modal.Root opened onClose={props.onClose} fullScreen>
      <Modal.Content className={classes.room ?? ""} aria-label={t`Picture ${number}`}>
        <Modal.Body className={classes.body ?? ""}>
          <div className={classes.bar}>
            <b>{number}</b>
            <span className="muted tabular" aria-live="polite">
              <Trans>
                {place} of {total}
              </Trans>
            </span>
          </div>
          <div className={classes.view} {...swipe}>
            {state === "completed" && small?.original ? (
              <ArrivingPicture
                key={result.id}
                source={{
                  ...small,
                  url: small.original,
                  srcSet: undefined,
                  thumbhash: null,
                  original: null,
                }}
                fit="contain"
                standIns={small.copies}
                natural={naturalSize(result)}
                eager
              />
            ) : (
              <div className={classes.noPicture}>
                <PictureTile
                  size="whole"
                  number={number}
                  state={state}
                  word={i18n._(stateWord(state))}
                  ratio={aspectOf(result.aspect_ratio ?? execution.aspect_ratio)}
                  picture={null}
                  reason={
                    result.status === "failed" ? (
                      <FailureWords result={result} formats={formats} />
                    ) : result.needs_decision ? (
                      props.doubtOf(execution, result)
                    ) : null
                  }
                />
              </div>
            )}
          </div>
          {last === 0 ? null : (
            <>
              <button
                type="button"
                className={classes.arrow}
                data-side="left"
                aria-label={t`Previous picture`}
                aria-disabled={index === 0 || undefined}
                onClick={() => go(index - 1)}
              >
                <IconArrowLeft size={20} stroke={1.6} />
              </button>
              <button
                type="button"
                className={classes.arrow}
                data-side="right"
                aria-label={t`Next picture`}
                aria-disabled={index === last || undefined}
                onClick={() => go(index + 1)}
              >
                <IconArrowRight size={20} stroke={1.6} />
              </button>
            </>
          )}
          <Filmstrip
            results={results}
            index={index}
            variations={execution.variations}
            onIndex={go}
          />
          <aside className={classes.aside} aria-label={t`About the picture`}>
            <div className={classes.top}>
              <StatusWord state={state}>{i18n._(stateWord(state))}</StatusWord>
              <ActionIcon data-autofocus aria-label={t`Close`} onClick={props.onClose}>
                <IconX size={20} stroke={1.6} />
              </ActionIcon>
            </div>
            <LightboxDetails
              key={result.id}
              result={result}
              execution={execution}
              model={props.model}
            />
          </aside>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function naturalSize({ width, height }: Result): { width: number; height: number } | undefined {
  return width && height ? { width, height } : undefined;
}
