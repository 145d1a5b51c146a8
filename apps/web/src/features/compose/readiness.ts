import type { ModelList } from "@bunch/contracts/model";
import type { AnalysedPrompts } from "./analyse-prompts.ts";
import type { KeyState } from "./key-store.ts";
import type { Settings } from "./settings.ts";

/** What still stands before a start; the first thing is told. */
export type Obstacle =
  | "no_prompts"
  | "too_many_prompts"
  | "prompt_too_long"
  | "own_not_offered"
  | "key_missing"
  | "key_refused"
  | "too_many_references";

/** Finds the first thing that keeps the batch from starting, null when nothing does. */
export function obstacleOf(input: {
  analysed: AnalysedPrompts;
  settings: Settings;
  catalogue: ModelList;
  key: KeyState;
  references: number;
}): Obstacle | null {
  const { analysed, settings, catalogue, key } = input;
  if (analysed.prompts.length === 0) return "no_prompts";
  if (analysed.tooLong > 0) return "prompt_too_long";
  if (analysed.misfits > 0) return "own_not_offered";
  if (analysed.beyond > 0) return "too_many_prompts";
  if (input.references > settings.maxReferences) return "too_many_references";
  if (settings.model.needs_key) {
    if (key.state === "refused") return "key_refused";
    if (key.state === "none" && !catalogue.server_key) return "key_missing";
  }
  return null;
}
