import { z } from "zod";

/** The most slots that one answer outlines; with a search, which reads every prompt, fewer. */
export const outlinedAtOnce = 3000;
export const searchedAtOnce = 1000;
/** More is never wanted at once; what is above that which an answer holds is left to the next. */
export const mostOutlineWanted = 10_000;

/** What the characters of `states` stand for. */
export const slotStates = {
  p: "pending",
  r: "under way",
  c: "completed",
  f: "failed",
  m: "refused by the model",
  x: "cancelled",
  u: "waits for its owner's decision",
} as const;
export type SlotState = keyof typeof slotStates;

/** `GET /api/executions/:id/outline`. A slot is prompt × variations + variation, both from 0. */
export const OutlineQuery = z.object({
  from: z.coerce.number().int().min(0).max(999_999_999).optional().meta({
    description: "The first slot; 0 unless given.",
  }),
  limit: z.coerce.number().int().min(1).max(mostOutlineWanted).optional().meta({
    description:
      "The most slots. An answer has at most 3 000, with a search 1 000, whatever is asked for.",
  }),
  search: z.string().max(200).optional().meta({
    description: "Finds prompts that hold this text; case and accents make no difference.",
  }),
});
export type OutlineQuery = z.infer<typeof OutlineQuery>;

/** A window of a batch with one character for each slot, so that 100 000 pictures fit in 34 short answers. */
export const Outline = z.object({
  from: z.int().meta({ description: "The first slot of this window." }),
  count: z.int().meta({
    description: "How many slots the whole batch has; this window has as many as its states.",
  }),
  sequence: z.int().meta({
    description: "The batch's last event that it includes: later ones are news.",
  }),
  states: z.string().meta({
    description:
      "A character a slot: p pending, r under way, c completed, f failed, m refused by the model, x cancelled, u waits for your decision.",
  }),
  ratings: z.string().meta({
    description: "A character a slot: 1 to 5 stars, 0 none, x rejected, whatever its stars.",
  }),
  found: z.array(z.int()).nullable().meta({
    description: "The slots of this window whose prompt holds the text; null without a search.",
  }),
});
export type Outline = z.infer<typeof Outline>;
