import type { ReactNode } from "react";
import card from "./card.module.css";
import classes from "./section.module.css";

/** A card with a heading of its own, a sentence that says what it is for, and what can be done there. */
export function Section(props: {
  /** In the address, and with `-heading` behind it the heading's own. */
  id: string;
  title: string;
  about?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  const headingId = `${props.id}-heading`;
  return (
    <section
      id={props.id}
      className={`${card.card} ${classes.section}`}
      aria-labelledby={headingId}
    >
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 id={headingId} tabIndex={-1}>
            {props.title}
          </h2>
          {props.about ? <p className={classes.about}>{props.about}</p> : null}
        </div>
        {props.action ? <div className={classes.action}>{props.action}</div> : null}
      </div>
      {props.children}
    </section>
  );
}

/** Gives the focus to a section's heading, once what had it is gone. */
export function focusSection(id: string): void {
  window.setTimeout(() => document.getElementById(`${id}-heading`)?.focus());
}
