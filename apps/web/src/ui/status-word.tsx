import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconHandStop,
  IconHelpCircle,
  IconLoader2,
  IconPlayerPause,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { SlotState } from "../results/slot-state.ts";
import classes from "./status-word.module.css";

/** The icon of each state; a state is always told by shape, word and colour together. */
export const statusIcons = {
  pending: IconCircleDashed,
  processing: IconLoader2,
  completed: IconCircleCheck,
  failed: IconAlertTriangle,
  refused: IconHandStop,
  uncertain: IconHelpCircle,
  paused: IconPlayerPause,
  cancelled: IconBan,
} satisfies Record<SlotState, unknown>;

/** A state's icon and word, in its colour. */
export function StatusWord(props: { state: SlotState; children: ReactNode }) {
  const Icon = statusIcons[props.state];
  return (
    <span className={classes.status} data-state={props.state}>
      <Icon size={16} stroke={2} aria-hidden />
      <span>{props.children}</span>
    </span>
  );
}

/** Several of them side by side, where no one state tells it all. */
export function StatusWords(props: { words: readonly { state: SlotState; word: string }[] }) {
  return (
    <span className={classes.several}>
      {props.words.map(({ state, word }) => (
        <StatusWord key={state} state={state}>
          {word}
        </StatusWord>
      ))}
    </span>
  );
}
