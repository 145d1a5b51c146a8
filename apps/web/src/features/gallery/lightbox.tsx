import type { Execution } from "@bunch/contracts/execution";
import type { Model } from "@bunch/contracts/model";
import type { Result } from "@bunch/contracts/result";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Modal } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconX } from "@tabler/icons-react";
import { type ReactNode, useCallback, useDeferredValue, useEffect, useState } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import type { OnPrompts } from "../../results/prompts-again.tsx";
import { slotStateOf } from "../../results/slot-state.ts";
import { stateWord } from "../../results/state-word.ts";
import { ArrivingPicture } from "../../ui/arriving-picture.tsx";
import { PictureTile } from "../../ui/picture-tile.tsx";
import { aspectOf } from "../../ui/aspect.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import { FailureWords } from "./failure-words.tsx";
import type { BatchOutline, Mark } from "./batch-outline.ts";
import { filmPlaces, Filmstrip } from "./filmstrip.tsx";
import { readRatingKey } from "./grid-keys.ts";
import { LightboxDetails } from "./lightbox-details.tsx";
import classes from "./lightbox.module.css";
import { naturalSize } from "./natural-size.ts";
import { RateOne } from "./rate-one.tsx";
import { UseAsReference } from "./use-as-reference.tsx";
import { useKeys } from "./use-keys.ts";
import { useSlots } from "./use-slots.ts";
import { useSwipe } from "./use-swipe.ts";
import { createStore } from "../../store.ts";
import { ZoomButtons, zoomByKey } from "./zoom-buttons.tsx";
import { ZoomView } from "./zoom-view.tsx";
import { whole } from "./zoom.ts";

/** One picture in a dark room, with all that is known of it; arrows and swipes go on, Escape leaves. */
export function Lightbox(props: {
  /** What it goes through, as it was when it was opened. */
  slots: Int32Array;
  index: number;
  execution: Execution;
  outline: BatchOutline;
  model: Model | undefined;
  mark: Mark;
  canRate: boolean;
  onRate: (stars: number) => void;
  onReject: () => void;
  onReferences: (files: File[]) => void;
  onPrompts: OnPrompts | null;
  /** What is asked about a picture that may be charged already. */
  doubtOf: (execution: Execution, result: Result) => ReactNode;
  onIndex: (index: number) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useLingui();
  const formats = useFormats();
  const { slots, index, execution } = props;
  const slot = slots[index] ?? 0;
  const near = filmPlaces(index, slots.length).map((place) => slots[place] ?? 0);
  const results = useSlots(execution, near, props.outline);
  const result = results.of(slot);
  const last = slots.length - 1;
  const [zoom] = useState(() => createStore(whole));
  const [full, setFull] = useState(1);
  const onFull = useCallback((times: number) => setFull(times), []);
  useEffect(() => zoom.set(() => whole), [slot, zoom]);
  const go = (to: number) => {
    if (to >= 0 && to <= last) props.onIndex(to);
  };
  const rate = (key: KeyboardEvent) => {
    const ask = props.canRate ? readRatingKey(key) : null;
    if (ask?.ask === "rate") props.onRate(ask.stars);
    if (ask?.ask === "reject") props.onReject();
    return ask !== null;
  };
  useKeys((event) => {
    const ways = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last };
    const to = ways[event.key as keyof typeof ways];
    if (to !== undefined) {
      go(to);
      return true;
    }
    return zoomByKey(event.key, zoom, full) || rate(event);
  });
  const swipe = useSwipe(
    (way) => go(way === "next" ? index + 1 : index - 1),
    () => zoom.get().times > 1,
  );
  const number = pictureNumber(placeOf(slot, execution.variations), execution.variations);
  const state = result ? slotStateOf(result, execution.status === "paused") : null;
  const small = pictureSource(result, result?.prompt_text ?? "");
  const isPicture = state === "completed" && small?.original;
  const place = formats.number(index + 1);
  const total = formats.number(slots.length);
  // The picture first, then its words, then the strip: each is painted before the next begins, so that a key need not wait.
  const isSettled = useSettled();
  const film = useDeferredValue(
    isSettled ? (
      <Filmstrip
        slots={slots}
        resultOf={results.of}
        index={index}
        variations={execution.variations}
        onIndex={go}
      />
    ) : (
      <div className={classes.film} data-soon={last > 0 || undefined} />
    ),
  );
  const details = useDeferredValue(
    result ? (
      <LightboxDetails
        key={result.id}
        result={result}
        execution={execution}
        model={props.model}
        onPrompts={props.onPrompts}
        rating={
          props.canRate && isPicture ? (
            <RateOne
              number={number}
              mark={props.mark}
              onRate={props.onRate}
              onReject={props.onReject}
            />
          ) : null
        }
        actions={
          isPicture ? (
            <UseAsReference execution={execution} slot={slot} onReferences={props.onReferences} />
          ) : null
        }
      />
    ) : null,
  );
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
            {isPicture ? (
              <span className={classes.zoom}>
                <ZoomButtons zoom={zoom} full={full} />
              </span>
            ) : null}
          </div>
          <div className={classes.view} {...swipe}>
            {result === undefined || state === null ? (
              <div className={classes.waiting} aria-busy />
            ) : isPicture && small.original ? (
              <ZoomView
                zoom={zoom}
                natural={naturalSize(result, aspectOf(execution.aspect_ratio))}
                onFull={onFull}
              >
                {(fit) => (
                  <ArrivingPicture
                    key={result.id}
                    source={{
                      ...small,
                      url: small.original ?? small.url,
                      srcSet: undefined,
                      thumbhash: null,
                      original: null,
                    }}
                    fit="contain"
                    standIns={small.copies}
                    natural={fit}
                    eager
                    draggable={false}
                  />
                )}
              </ZoomView>
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
                      <FailureWords result={result} model={execution.model} formats={formats} />
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
          {film}
          <aside className={classes.aside} aria-label={t`About the picture`}>
            <div className={classes.top}>
              {state ? <StatusWord state={state}>{i18n._(stateWord(state))}</StatusWord> : <span />}
              <ActionIcon data-autofocus aria-label={t`Close`} onClick={props.onClose}>
                <IconX size={20} stroke={1.6} />
              </ActionIcon>
            </div>
            {details}
          </aside>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
