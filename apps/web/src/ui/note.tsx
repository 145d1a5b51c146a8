import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClockPause,
  IconHelpCircle,
  IconPlayerPause,
  IconPlugConnectedX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./note.module.css";

const icons = {
  waiting: IconClockPause,
  paused: IconPlayerPause,
  doubt: IconHelpCircle,
  warning: IconAlertTriangle,
  problem: IconAlertTriangle,
  offline: IconPlugConnectedX,
  good: IconCircleCheck,
};

/** Words above a list: what happened, why, what to do, and the one thing that helps. */
export function Note(props: {
  kind: keyof typeof icons;
  children: ReactNode;
  action?: ReactNode;
  role?: "alert" | "status";
}) {
  const Icon = icons[props.kind];
  return (
    <div className={classes.note} data-kind={props.kind} role={props.role}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <div className={classes.words}>{props.children}</div>
      {props.action ? <div className={classes.action}>{props.action}</div> : null}
    </div>
  );
}
