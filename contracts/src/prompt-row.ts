import { z } from "zod";

/** A prompt with settings of its own; what it leaves out is as the batch has it. */
export const PromptRow = z.strictObject({
  prompt: z.string(),
  aspect_ratio: z.string().optional().meta({ description: "One that the model takes, as 16:9." }),
  image_size: z.string().optional().meta({ description: "One that the model takes, as 1K." }),
  references: z.array(z.number().int().min(1)).max(14).optional().meta({
    description:
      "Which of the batch's reference images guide it, by their places from 1. Without it all do; [] is none.",
  }),
  file_name: z.string().max(200).optional().meta({
    description: "What its picture is called outside, without an ending; no two are the same.",
  }),
});
export type PromptRow = z.infer<typeof PromptRow>;

/** The fields of a row beside its words. */
export type RowSettings = Omit<PromptRow, "prompt">;

/** An entry of `prompts`: words alone, or with settings of their own. */
export type PromptEntry = string | PromptRow;

/** The words of an entry. */
export function wordsOf(entry: PromptEntry): string {
  return typeof entry === "string" ? entry : entry.prompt;
}
