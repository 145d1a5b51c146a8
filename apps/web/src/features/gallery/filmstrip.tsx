import type { Result } from "@bunch/contracts/result";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { pictureNumber } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { ArrivingPicture } from "../../ui/arriving-picture.tsx";
import classes from "./lightbox.module.css";

const around = 6;

/** The neighbours of the open picture, small, to jump to. */
export function Filmstrip(props: {
  results: Result[];
  index: number;
  variations: number;
  onIndex: (index: number) => void;
}) {
  const { t } = useLingui();
  const { results, index } = props;
  const first = Math.max(0, Math.min(index - around, results.length - 2 * around - 1));
  const some = results.slice(first, first + 2 * around + 1);
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [index]);
  if (results.length < 2) return <div className={classes.film} />;
  return (
    <div className={classes.film}>
      {some.map((result, offset) => {
        const number = pictureNumber(result, props.variations);
        const place = first + offset;
        const source = pictureSource(result, "");
        return (
          <button
            key={result.id}
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
