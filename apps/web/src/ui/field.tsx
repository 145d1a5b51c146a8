import type { ReactNode } from "react";
import classes from "./field.module.css";

/** The frame of a text field: it carries the edge and the focus outline for the input inside. */
export function Field(props: { children: ReactNode; isWrong?: boolean; className?: string }) {
  return (
    <span
      className={props.className ? `${classes.field} ${props.className}` : classes.field}
      data-wrong={props.isWrong || undefined}
    >
      {props.children}
    </span>
  );
}
