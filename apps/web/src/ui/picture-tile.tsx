import { memo, type ReactNode, useState } from "react";
import type { PictureSource } from "../results/picture-source.ts";
import type { SlotState } from "../results/slot-state.ts";
import { ArrivingPicture } from "./arriving-picture.tsx";
import { statusIcons, StatusWord } from "./status-word.tsx";
import classes from "./picture-tile.module.css";

export type PictureTileProps = {
  number: string;
  state: SlotState;
  /** The state in words; under the icon of an empty frame. */
  word: string;
  ratio: number;
  /** How wide the frame is, where that is known. */
  widthPx?: number;
  picture: PictureSource | null;
  /** Where a picture opens; the list around it follows it (useFollow). */
  to?: string | undefined;
  /** What the way to it is called. */
  openLabel?: string;
  /** Small frames show icon and word only; large ones the reason too, as far as it fits; whole ones grow with it. */
  size: "small" | "large" | "whole";
  reason?: ReactNode;
  /** Under the picture, beside its number. */
  beside?: ReactNode;
  /** Under the number: the prompt, as far as it fits; empty where it has not come yet, so that nothing grows. */
  below?: string | undefined;
  /** -1 for a way that is not the one in turn. */
  tabIndex?: number;
  /** The id of words that say more about it. */
  describedBy?: string;
  /** Put aside: it steps back. */
  isDim?: boolean;
  /** More pictures lie under this one. */
  isStack?: boolean;
};

/** One numbered frame of the light table, in whichever state its picture is. */
export const PictureTile = memo(function PictureTile(props: PictureTileProps) {
  const isDrawn = props.state === "completed" && props.picture !== null;
  // Only what is completed while one looks comes in with a motion; what was there before stands there at once.
  const [first] = useState(props.state);
  const frame = (
    <div
      className={classes.frame}
      data-state={props.state}
      data-arrives={first !== "completed" || undefined}
      style={{ aspectRatio: props.ratio }}
    >
      <Inside {...props} />
    </div>
  );
  return (
    <figure
      className={classes.tile}
      data-size={props.size}
      data-dim={props.isDim || undefined}
      data-stack={props.isStack || undefined}
    >
      {props.to ? (
        <a
          className={classes.open}
          href={props.to}
          data-way
          tabIndex={props.tabIndex}
          aria-describedby={props.describedBy}
          // Words in the frame are part of the link's name, so that who speaks what they see is understood.
          aria-label={isDrawn ? props.openLabel : undefined}
          draggable={false}
        >
          {isDrawn ? null : <span className="unseen">{props.openLabel}: </span>}
          {frame}
        </a>
      ) : (
        frame
      )}
      <figcaption className={classes.caption}>
        <span className={classes.number}>{props.number}</span>
        {props.beside ? <span className={classes.beside}>{props.beside}</span> : null}
        {props.below === undefined ? null : (
          <span className={classes.below} title={props.below || undefined}>
            {props.below}
          </span>
        )}
      </figcaption>
    </figure>
  );
});

/** Models round to whole blocks, so a ratio is met by about. */
function isOfShape(ratio: number | null, frame: number): boolean {
  return ratio === null || Math.abs(ratio / frame - 1) < 0.06;
}

function Inside(props: PictureTileProps) {
  const { state, picture, word } = props;
  switch (state) {
    case "completed":
      return picture ? (
        <ArrivingPicture
          className={classes.picture}
          source={picture}
          // As the picture itself will be, so that nothing grows or shrinks when it comes.
          fit={isOfShape(picture.ratio, props.ratio) ? "cover" : "contain"}
          widthPx={props.size === "small" ? 96 : 200}
          exactPx={props.widthPx}
          draggable={false}
        />
      ) : null;
    case "pending":
      return <span className="unseen">{word}</span>;
    case "processing":
    case "paused": {
      const Icon = statusIcons[state];
      return (
        <span className={classes.inside}>
          <Icon size={20} stroke={1.6} aria-hidden />
          <span className="unseen">{word}</span>
        </span>
      );
    }
    case "failed":
    case "refused":
    case "uncertain":
    case "cancelled": {
      if (props.size !== "small")
        return (
          <span className={classes.why}>
            <StatusWord state={state}>{word}</StatusWord>
            <span className={classes.reason}>{props.reason}</span>
          </span>
        );
      const Icon = statusIcons[state];
      return (
        <span className={classes.inside}>
          <Icon size={20} stroke={1.6} aria-hidden />
          <span>{word}</span>
        </span>
      );
    }
    default:
      return state satisfies never;
  }
}
