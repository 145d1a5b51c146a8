import type { Result } from "@bunch/contracts/result";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { ArrivingPicture } from "../../ui/arriving-picture.tsx";
import classes from "./lightbox.module.css";

const around = 6;

/** The places of the open picture's neighbours, itself among them. */
export function filmPlaces(index: number, count: number): number[] {
  const first = Math.max(0, Math.min(index - around, count - 2 * around - 1));
  const length = Math.min(2 * around + 1, count);
  return Array.from({ length }, (_, offset) => first + offset);
}

/** The neighbours of the open picture, small, to jump to. */
export function Filmstrip(props: {
  slots: Int32Array;
  resultOf: (slot: number) => Result | undefined;
  index: number;
  variations: number;
  onIndex: (index: number) => void;
}) {
  const { t } = useLingui();
  const { slots, index } = props;
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [index]);
  if (slots.length < 2) return <div className={classes.film} />;
  return (
    <div className={classes.film}>
      {filmPlaces(index, slots.length).map((place) => {
        const slot = slots[place] ?? 0;
        const number = pictureNumber(placeOf(slot, props.variations), props.variations);
        const source = pictureSource(props.resultOf(slot), "");
        return (
          <button
            key={slot}
            ref={place === index ? current : null}
            type="button"
            aria-label={t`Picture ${number}`}
            aria-current={place === index ? "true" : undefined}
            onClick={() => props.onIndex(place)}
          >
            {source ? (
              <ArrivingPicture source={source} fit="cover" widthPx={48} />
            ) : (
              <span>{number}</span>
            )}
          </button>
        );
      })}
    </div>
  );
}
