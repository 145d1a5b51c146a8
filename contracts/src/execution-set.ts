import { z } from "zod";
import { Execution } from "./execution.ts";
import { uuid } from "./text-formats.ts";

/** `GET /api/sets/:id`: several models drawing the same prompts, each in an execution of its own. */
export const ExecutionSet = z.object({
  id: uuid,
  executions: z.array(Execution).meta({
    description:
      "In the order in which the models were named; what was deleted meanwhile is missing.",
  }),
});
export type ExecutionSet = z.infer<typeof ExecutionSet>;
