import { Loader } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./waiting.module.css";

/** Something is on its way: it says what, and shows itself only when it takes a moment. */
export function Waiting(props: { children: ReactNode }) {
  return (
    <p className={classes.waiting} role="status">
      <Loader size={18} color="ink" aria-hidden />
      {props.children}
    </p>
  );
}
