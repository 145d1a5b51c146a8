import { z } from "zod";

const tally = {
  pictures: z.int().meta({ description: "Results that came out, by when they did." }),
  failed: z.int().meta({ description: "Results that did not, by when they ended." }),
  calls: z.int().meta({ description: "Calls to a model, by when they were sent." }),
  cost: z.number().meta({ description: "What those calls cost, in dollars, to the micro-dollar." }),
  possible_cost: z.number().meta({
    description: "What calls of which nobody knows may have cost beside that.",
  }),
  cost_without_picture: z.number().meta({
    description: "Of the cost, what was charged for calls that brought no picture.",
  }),
  p50_ms: z.int().nullable().meta({
    description:
      "Half of the pictures of those days of UTC took no longer, to 2.5 %; null without any.",
  }),
  p95_ms: z.int().nullable().meta({
    description:
      "Nineteen of twenty of those days of UTC took no longer, to 2.5 %; null without any.",
  }),
};

const day = z.string().meta({ format: "date" });

/** `GET /api/analytics`: what was drawn, what came of it, how long it took and what it cost. */
export const Analytics = z
  .object({
    from: day,
    to: day,
    time_zone: z.string(),
    total: z.object(tally),
    days: z
      .array(z.object({ day, ...tally }))
      .meta({ description: "The oldest first, none left out." }),
    models: z.array(z.object({ model: z.string(), ...tally })).meta({
      description: "Every model of that time, whichever was asked for; what cost most first.",
    }),
    reasons: z
      .array(
        z.object({
          code: z.string().meta({
            description: "The error_code of the results; `unknown` of some that were deleted.",
          }),
          results: z.int(),
        }),
      )
      .meta({ description: "Why results failed, the most frequent first." }),
    users: z
      .array(
        z.object({
          id: z.string().meta({ format: "uuid" }),
          email: z.string().nullable().meta({ description: "Null where nobody told it." }),
          ...tally,
        }),
      )
      .nullable()
      .meta({ description: "The 20 who spent most, of everybody's; otherwise null." }),
  })
  .meta({ id: "Analytics" });
export type Analytics = z.infer<typeof Analytics>;

/** What analytics are asked with; all of it may be left out. */
export type AnalyticsQuery = {
  /** First and last day, as 2026-11-30; the last 30 days unless given. */
  from?: string;
  to?: string;
  /** An IANA name, as Europe/Paris; UTC unless given. */
  time_zone?: string;
  model?: string;
  /** For admins: somebody's id, or `everybody`. */
  user?: string;
};
