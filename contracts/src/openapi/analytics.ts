import { z } from "zod";
import { Analytics } from "../analytics.ts";
import { successOf } from "../envelope.ts";
import type { Described } from "./described-route.ts";
import { exampleUserId } from "./example-values.ts";
import { refusals } from "./refusals.ts";

const query = z.object({
  from: z.iso.date().optional().meta({
    description: "The first day; 29 days before the last unless given.",
    example: "2026-11-01",
  }),
  to: z.iso
    .date()
    .optional()
    .meta({ description: "The last day; today unless given.", example: "2026-11-30" }),
  time_zone: z.string().max(64).optional().meta({
    description: "Whose days they are, by its IANA name; UTC unless given.",
    example: "Europe/Paris",
  }),
  model: z.string().max(200).optional().meta({
    description: "Only what was drawn by this model.",
    example: "simulator",
  }),
  user: z
    .union([z.uuid(), z.literal("everybody")])
    .optional()
    .meta({
      description: "For admins: of this person, or everybody's; one's own unless given.",
      example: exampleUserId,
    }),
});
const about =
  "Two years at most at once. Pictures and failures count when they ended, calls and money when the call was sent. Deleted batches count.";

export const analytics: Described<"analytics" | "analyticsCsv"> = {
  analytics: {
    tags: ["Batches"],
    summary: "What was drawn, and what it cost",
    description: `Sums by day and by model, how long pictures took, and why some did not come out. ${about}`,
    requestParams: { query },
    responses: {
      "200": {
        description: "All of it on one page.",
        content: { "application/json": { schema: successOf(Analytics) } },
      },
      ...refusals("bad_request", "not_allowed"),
    },
  },
  analyticsCsv: {
    tags: ["Downloads"],
    summary: "The same as a table",
    description: `A line for each day and model on which there was something. ${about}`,
    requestParams: { query },
    responses: {
      "200": {
        description: "A CSV file with a byte order mark.",
        content: { "text/csv": { schema: { type: "string" } } },
      },
      ...refusals("bad_request", "not_allowed"),
    },
  },
};
