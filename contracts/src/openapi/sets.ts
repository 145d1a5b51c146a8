import { z } from "zod";
import { successOf } from "../envelope.ts";
import { ExecutionSet } from "../execution-set.ts";
import type { Described } from "./described-route.ts";
import { exampleSetId } from "./example-values.ts";
import { refusals } from "./refusals.ts";

export const sets: Described<"getSet"> = {
  getSet: {
    tags: ["Batches"],
    summary: "Several models side by side",
    description:
      "The batches that were started together, one for each model, in the order in which these were named. Theirs who started them alone.",
    requestParams: {
      path: z.object({
        id: z.uuid().meta({ description: "The set_id of its batches.", example: exampleSetId }),
      }),
    },
    responses: {
      "200": {
        description: "Each batch as it stands.",
        content: { "application/json": { schema: successOf(ExecutionSet) } },
      },
      ...refusals("not_found"),
    },
  },
};
