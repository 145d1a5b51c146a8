import { z } from "zod";
import { uuid } from "./text-formats.ts";

/** `PATCH /api/executions/:id`. */
export const RenameRequest = z.object({
  name: z.string().trim().max(200).nullable().meta({
    description: "What you call this batch from now on; null or nothing takes its name away.",
  }),
});
export type RenameRequest = z.infer<typeof RenameRequest>;

/** `DELETE /api/executions/:id`: what was deleted, its pictures included. */
export const Removed = z.object({ id: uuid });
export type Removed = z.infer<typeof Removed>;
