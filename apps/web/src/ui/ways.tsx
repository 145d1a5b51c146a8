import { NavLink } from "react-router";
import classes from "./ways.module.css";

/** The pages that belong together, side by side, the one that is open marked. */
export function Ways(props: { label: string; ways: { to: string; text: string }[] }) {
  return (
    <nav className={classes.ways} aria-label={props.label}>
      {props.ways.map(({ to, text }) => (
        <NavLink key={to} to={to}>
          {text}
        </NavLink>
      ))}
    </nav>
  );
}
