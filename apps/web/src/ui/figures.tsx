import type { ReactNode } from "react";
import card from "./card.module.css";
import classes from "./figures.module.css";

/** A few figures in one look, each with its name above and a word under it. */
export function Figures(props: {
  label: string;
  figures: { name: string; value: ReactNode; under?: ReactNode }[];
}) {
  return (
    <dl className={`${card.card} ${classes.figures}`} aria-label={props.label}>
      {props.figures.map(({ name, value, under }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={classes.value}>{value}</dd>
          {under ? <dd className={classes.under}>{under}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
