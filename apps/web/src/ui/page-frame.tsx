import type { ReactNode } from "react";
import classes from "./page-frame.module.css";

/** The page's margins and its head: a way back or the steps, the heading, a line under it, what can be done. */
export function PageFrame(props: {
  above?: ReactNode;
  heading: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      {props.above ? <div className={classes.above}>{props.above}</div> : null}
      <div className={classes.head}>
        <div className={classes.words}>
          {props.heading}
          {props.sub ? <div className={classes.sub}>{props.sub}</div> : null}
        </div>
        {props.actions ? <div className={classes.actions}>{props.actions}</div> : null}
      </div>
      {props.children}
    </div>
  );
}
