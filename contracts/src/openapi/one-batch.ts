import { z } from "zod";
import { exampleExecutionId } from "./example-values.ts";

/** The path parameter of routes about one batch. */
export const oneBatch = z.object({
  id: z.uuid().meta({
    description: "The batch's execution_id.",
    example: exampleExecutionId,
  }),
});
