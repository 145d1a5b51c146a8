import type { CSSProperties, ReactNode } from "react";
import classes from "./records.module.css";

/** Lines of facts in columns; where it is narrow each fact stands under the other, with its name beside it. */
export function Records(props: {
  label: string;
  /** A CSS grid's columns. */
  columns: string;
  /** What stands above the columns; each cell says it again for those who do not see it. */
  heads: { text: string; isEnd?: boolean }[];
  children: ReactNode;
}) {
  return (
    <div className={classes.frame} style={{ "--columns": props.columns } as CSSProperties}>
      <div className={classes.heads} aria-hidden>
        {props.heads.map(({ text, isEnd }, index) => (
          // A head is its place: two may be empty.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} data-end={isEnd || undefined}>
            {text}
          </span>
        ))}
      </div>
      <ul aria-label={props.label}>{props.children}</ul>
    </div>
  );
}

/** One line of them. */
export function RecordRow(props: { children: ReactNode; isLink?: boolean; isDense?: boolean }) {
  return (
    <li
      className={classes.row}
      data-link={props.isLink || undefined}
      data-dense={props.isDense || undefined}
    >
      {props.children}
    </li>
  );
}

/** What the line is about: it stands first and needs no name. */
export function RecordName(props: { children: ReactNode; under?: ReactNode }) {
  return (
    <div className={classes.name}>
      <div>{props.children}</div>
      {props.under ? <p className="small muted">{props.under}</p> : null}
    </div>
  );
}

/** One fact with its name. */
export function RecordCell(props: {
  name: string;
  children: ReactNode;
  /** A figure: it stands at the column's end. */
  isEnd?: boolean;
  /** Takes what room there is. */
  isWide?: boolean;
}) {
  return (
    <div
      className={classes.cell}
      data-end={props.isEnd || undefined}
      data-wide={props.isWide || undefined}
    >
      <span className={classes.cellName}>{props.name}</span>
      <span className={classes.cellValue}>{props.children}</span>
    </div>
  );
}

/** What can be done with a line. */
export function RecordAction(props: { children: ReactNode }) {
  return <div className={classes.action}>{props.children}</div>;
}
