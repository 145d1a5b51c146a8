import type { SlotState } from "../../results/slot-state.ts";
import { Strip } from "../strip.tsx";
import type { Say, Stories, Story } from "../story.tsx";
import { stateWords } from "./state-words.ts";

const every = Object.keys(stateWords) as SlotState[];
const many = Array.from({ length: 400 }, (_, index): SlotState =>
  index < 240 ? "completed" : index < 250 ? "processing" : "pending",
);

const of =
  (
    states: SlotState[],
    isRunning: boolean,
    size: "full" | "small",
    label: (say: Say) => string,
  ): Story =>
  ({ say }) => (
    <div style={{ width: size === "small" ? 160 : undefined }}>
      <Strip states={states} isRunning={isRunning} size={size} label={label(say)} />
    </div>
  );

export const stories: Stories = {
  "each state, running": of(every, true, "full", (say) => say("Running", "En cours")),
  "each state, at rest": of(every, false, "full", (say) => say("At rest", "Au repos")),
  "many, running": of(many, true, "full", (say) => say("Many", "Beaucoup")),
  "small, at rest": of(every, false, "small", (say) => say("Small", "Petite")),
  "small, running": of(many, true, "small", (say) => say("Small and many", "Petite, beaucoup")),
};
