import { z } from "zod";
import { Execution } from "./execution.ts";
import { Result } from "./result.ts";

/** One line of a batch's table of contents: the result, and the name that its picture has outside. */
export const ManifestEntry = Result.extend({
  aspect_ratio: z.string().meta({ description: "What was asked for, by its row or the batch." }),
  image_size: z.string().meta({ description: "What was asked for, by its row or the batch." }),
  file_name: z.string().nullable().meta({
    description: "The picture's name outside, the same everywhere; null where there is no picture.",
  }),
});
export type ManifestEntry = z.infer<typeof ManifestEntry>;

/** `GET /api/executions/:id/manifest.json`: the whole batch in one document, a download of its own and no envelope around it. */
export const Manifest = z.object({
  execution: Execution,
  results: z.array(ManifestEntry),
});
export type Manifest = z.infer<typeof Manifest>;
