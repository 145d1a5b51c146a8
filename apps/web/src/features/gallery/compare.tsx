import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Modal } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { isFree } from "../../results/is-free.ts";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { createStore, type Store } from "../../store.ts";
import { ArrivingPicture } from "../../ui/arriving-picture.tsx";
import { aspectOf } from "../../ui/aspect.ts";
import type { BatchOutline, Mark } from "./batch-outline.ts";
import classes from "./compare.module.css";
import { readRatingKey } from "./grid-keys.ts";
import { naturalSize } from "./natural-size.ts";
import { RateOne } from "./rate-one.tsx";
import { useKeys } from "./use-keys.ts";
import { type Slots, useSlots } from "./use-slots.ts";
import { ZoomButtons, zoomByKey } from "./zoom-buttons.tsx";
import { ZoomView } from "./zoom-view.tsx";
import { whole, type Zoom } from "./zoom.ts";

type Rates = {
  markOf: (slot: number) => Mark;
  canRate: boolean;
  onRate: (slot: number, stars: number) => void;
  onReject: (slot: number) => void;
};

/** Two or four pictures side by side in a dark room; what is done to the zoom of one is done to all. */
export function Compare(
  props: Rates & {
    slots: readonly number[];
    execution: Execution;
    outline: BatchOutline;
    onClose: () => void;
  },
) {
  const { t } = useLingui();
  const { execution, slots } = props;
  const count = slots.length;
  const results = useSlots(execution, slots, props.outline);
  const [zoom] = useState(() => createStore(whole));
  const [full, setFull] = useState(1);
  const onFull = useCallback((times: number) => setFull(times), []);
  const [pointed, setPointed] = useState(slots[0] ?? 0);
  useKeys((event) => {
    if (zoomByKey(event.key, zoom, full)) return true;
    const ask = props.canRate ? readRatingKey(event) : null;
    if (ask?.ask === "rate") props.onRate(pointed, ask.stars);
    if (ask?.ask === "reject") props.onReject(pointed);
    return ask !== null;
  });
  const prompts = new Set(slots.map((slot) => results.of(slot)?.prompt_text));
  const [shared] = prompts.size === 1 ? prompts : [];
  return (
    <Modal.Root opened onClose={props.onClose} fullScreen>
      <Modal.Content className={classes.room ?? ""} aria-label={t`Compare`}>
        <Modal.Body className={classes.body ?? ""}>
          <div className={classes.bar}>
            <h2>
              <Trans>Compare {count}</Trans>
            </h2>
            <span className={classes.hint}>
              <Trans>Zoom and position move together</Trans>
            </span>
            <span className={classes.zoom}>
              <ZoomButtons zoom={zoom} full={full} />
              <ActionIcon data-autofocus aria-label={t`Close`} onClick={props.onClose}>
                <IconX size={20} stroke={1.6} aria-hidden />
              </ActionIcon>
            </span>
          </div>
          <div className={classes.panes} data-count={slots.length}>
            {slots.map((slot, place) => (
              <Pane
                key={slot}
                {...props}
                slot={slot}
                results={results}
                zoom={zoom}
                onFull={place === 0 ? onFull : ignore}
                isPointed={pointed === slot}
                onPointed={setPointed}
              />
            ))}
          </div>
          <p className={classes.foot}>
            {props.canRate ? (
              <span className={classes.keys}>
                <Trans>
                  <kbd>1</kbd> to <kbd>5</kbd> rates the picture under the pointer or in focus,{" "}
                  <kbd>X</kbd> rejects it, <kbd>Esc</kbd> goes back.
                </Trans>{" "}
              </span>
            ) : null}
            {shared ? <Trans>Prompt for all: {shared}</Trans> : null}
          </p>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function ignore() {}

function Pane(
  props: Rates & {
    slot: number;
    execution: Execution;
    results: Slots;
    zoom: Store<Zoom>;
    onFull: (times: number) => void;
    isPointed: boolean;
    onPointed: (slot: number) => void;
  },
) {
  const formats = useFormats();
  const pane = useRef<HTMLElement>(null);
  const { slot, execution, onPointed } = props;
  useEffect(() => {
    const leave = new AbortController();
    const point = () => onPointed(slot);
    for (const kind of ["pointerenter", "focusin"])
      pane.current?.addEventListener(kind, point, { signal: leave.signal });
    return () => leave.abort();
  }, [onPointed, slot]);
  const number = pictureNumber(placeOf(slot, execution.variations), execution.variations);
  const result = props.results.of(slot);
  const source = pictureSource(result, result?.prompt_text ?? "");
  const facts = result
    ? [
        result.width && result.height ? `${result.width} × ${result.height}` : null,
        result.processing_time_ms === null ? null : formats.seconds(result.processing_time_ms),
        result.api_cost === null || isFree(execution) ? null : formats.exact(result.api_cost),
      ].filter((fact) => fact !== null)
    : [];
  return (
    <figure ref={pane} className={classes.pane} data-pointed={props.isPointed || undefined}>
      <div className={classes.view}>
        {result && source?.original ? (
          <ZoomView
            zoom={props.zoom}
            natural={naturalSize(result, aspectOf(execution.aspect_ratio))}
            onFull={props.onFull}
          >
            {(fit) => (
              <ArrivingPicture
                source={{
                  ...source,
                  url: source.original ?? source.url,
                  srcSet: undefined,
                  thumbhash: null,
                  original: null,
                }}
                fit="contain"
                standIns={source.copies}
                natural={fit}
                eager
                draggable={false}
              />
            )}
          </ZoomView>
        ) : null}
      </div>
      <figcaption className={classes.meta}>
        <b>{number}</b>
        {props.canRate ? (
          <RateOne
            number={number}
            mark={props.markOf(slot)}
            onRate={(stars) => props.onRate(slot, stars)}
            onReject={() => props.onReject(slot)}
          />
        ) : null}
        <span className={classes.facts}>{facts.join(" · ")}</span>
      </figcaption>
    </figure>
  );
}
