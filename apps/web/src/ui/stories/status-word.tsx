import { StatusWord } from "../status-word.tsx";
import type { SlotState } from "../../results/slot-state.ts";
import type { Stories } from "../story.tsx";
import { stateWords } from "./state-words.ts";

export const stories: Stories = Object.fromEntries(
  (Object.keys(stateWords) as SlotState[]).map((state) => [
    state,
    ({ say }) => <StatusWord state={state}>{say(...stateWords[state])}</StatusWord>,
  ]),
);
