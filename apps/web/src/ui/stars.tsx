import { IconStar, IconStarFilled } from "@tabler/icons-react";
import classes from "./stars.module.css";

/** One to five stars to press; the ones that are given are filled. */
export function Stars(props: {
  label: string;
  /** 0 for none. */
  stars: number;
  /** What giving so many stars is called. */
  nameOf: (stars: number) => string;
  onRate: (stars: number) => void;
  size?: number;
}) {
  const { size = 20 } = props;
  return (
    <span className={classes.stars} role="group" aria-label={props.label}>
      {[1, 2, 3, 4, 5].map((stars) => (
        <button
          key={stars}
          type="button"
          aria-label={props.nameOf(stars)}
          aria-pressed={props.stars === stars}
          data-given={stars <= props.stars || undefined}
          onClick={() => props.onRate(stars)}
        >
          {stars <= props.stars ? (
            <IconStarFilled size={size} aria-hidden />
          ) : (
            <IconStar size={size} stroke={1.6} aria-hidden />
          )}
        </button>
      ))}
    </span>
  );
}
