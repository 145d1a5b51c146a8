import type { AnalysedPrompts } from "./analyse-prompts.ts";
import type { Payer } from "./payer.ts";
import type { Settings } from "./settings.ts";

/** What still stands before a start; the first thing is told. */
export type Obstacle =
  | "no_prompts"
  | "too_many_prompts"
  | "prompt_too_long"
  | "own_not_offered"
  | "key_missing"
  | "key_refused"
  | "key_gone"
  | "keys_unknown"
  | "too_many_references";

/** Finds the first thing that keeps the batch from starting, null when nothing does. */
export function obstacleOf(input: {
  analysed: AnalysedPrompts;
  settings: Settings;
  payers: readonly Payer[];
  references: number;
}): Obstacle | null {
  const { analysed, settings, payers } = input;
  if (analysed.prompts.length === 0) return "no_prompts";
  if (analysed.tooLong > 0) return "prompt_too_long";
  if (analysed.misfits > 0) return "own_not_offered";
  if (analysed.beyond > 0) return "too_many_prompts";
  if (input.references > settings.maxReferences) return "too_many_references";
  for (const payer of payers) {
    const trouble = payerTrouble(payer);
    if (trouble !== null) return trouble;
  }
  return null;
}

/** What keeps one vendor from being paid. */
export function payerTrouble(payer: Payer): Obstacle | null {
  if (payer.by === "looking") return "keys_unknown";
  if (payer.by === "gone") return "key_gone";
  if (payer.by === "typed" && payer.key.state === "refused") return "key_refused";
  if (payer.by === "typed" && payer.key.state === "none") return "key_missing";
  return null;
}
