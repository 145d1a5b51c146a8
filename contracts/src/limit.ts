import { z } from "zod";
import { moment } from "./text-formats.ts";

const count = z.int().min(1).max(1_000_000_000).nullable();

/** The most that one person may do; null is without a limit. Days and months are those of UTC. */
export const Limits = z
  .object({
    requests_a_minute: count.meta({ description: "Requests to the API; null for no limit." }),
    executions_a_day: count.meta({ description: "Batches started; null for no limit." }),
    pictures_a_day: count.meta({
      description: "Pictures asked for, those of a retry again; null for no limit.",
    }),
    money_a_month: z.number().positive().max(1_000_000).nullable().meta({
      description: "What the pictures may cost, in dollars; null for no limit.",
    }),
  })
  .meta({ id: "Limits" });
export type Limits = z.infer<typeof Limits>;
export const limitNames = [
  "requests_a_minute",
  "executions_a_day",
  "pictures_a_day",
  "money_a_month",
] as const satisfies (keyof Limits)[];
export type LimitName = (typeof limitNames)[number];

const useOf = (limit: z.ZodType<number | null>) =>
  z.object({
    limit: limit.meta({ description: "Null where there is none." }),
    used: z.number().meta({
      description:
        "What counts against it now; of money, what is spent and what running batches may still cost.",
    }),
    resets_at: moment.meta({ description: "When it begins at nothing again." }),
  });

/** `GET /api/limits`: one's own limits and how much of each is used. */
export const LimitsUse = z
  .object({
    requests_a_minute: useOf(z.int().nullable()),
    executions_a_day: useOf(z.int().nullable()),
    pictures_a_day: useOf(z.int().nullable()),
    money_a_month: useOf(z.number().nullable()),
  })
  .meta({ id: "LimitsUse" });
export type LimitsUse = z.infer<typeof LimitsUse>;
