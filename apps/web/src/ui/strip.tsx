import { memo } from "react";
import type { SlotState } from "../results/slot-state.ts";
import { ticksOf } from "./strip-ticks.ts";
import classes from "./strip.module.css";

/** Every picture is drawn: one tick for each. Dark and yellow while the batch runs, at rest otherwise. */
export const Strip = memo(function Strip(props: {
  states: SlotState[];
  /** The counts in words: what the picture of the strip says. */
  label: string;
  isRunning: boolean;
  size?: "full" | "small";
}) {
  const { size = "full" } = props;
  const ticks = ticksOf(props.states, size);
  return (
    <div
      className={classes.strip}
      role="img"
      aria-label={props.label}
      data-rest={props.isRunning ? undefined : true}
      data-size={size}
      data-dense={ticks.length > 100 || undefined}
      data-loose={ticks.length <= 40 || undefined}
    >
      {ticks.map((state, index) => (
        // A tick is its place: it has no other name.
        // oxlint-disable-next-line react/no-array-index-key
        <i key={index} data-state={state} />
      ))}
    </div>
  );
});
