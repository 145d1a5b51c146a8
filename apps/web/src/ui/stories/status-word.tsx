import { StatusWord, StatusWords } from "../status-word.tsx";
import type { SlotState } from "../../results/slot-state.ts";
import type { Stories, Story } from "../story.tsx";
import { stateWords } from "./state-words.ts";

export const stories: Stories = {
  ...Object.fromEntries<Story>(
    (Object.keys(stateWords) as SlotState[]).map((state) => [
      state,
      ({ say }) => <StatusWord state={state}>{say(...stateWords[state])}</StatusWord>,
    ]),
  ),
  several: ({ say }) => (
    <StatusWords
      words={[
        { state: "completed", word: say("8 completed", "8 terminées") },
        { state: "failed", word: say("1 failed", "1 échec") },
      ]}
    />
  ),
};
