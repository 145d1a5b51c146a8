import type { AnalyticsAsked } from "@bunch/core/ports/analytics";
import { Problem } from "@bunch/core/problem";
import { z } from "zod";
import { parseRequest, refuseNul } from "./parse-request.ts";

const usualDays = 30;
const mostDays = 731;
const dayMs = 86_400_000;

/** Before that nobody drew, and PostgreSQL has no year nought. */
const firstDay = "2000-01-01";
const Day = z.iso.date().refine((text) => text >= firstDay, {
  error: `a day from ${firstDay} on belongs there`,
});

const Query = z.object({
  from: Day.optional(),
  to: Day.optional(),
  time_zone: z.string().max(64).default("UTC"),
  model: z.string().max(200).optional(),
  user: z.union([z.uuid(), z.literal("everybody")]).optional(),
});

/** Reads which days, whose, and of which model; what is left out is the last 30 days of all models of the asker. */
export function readAnalyticsQuery(
  query: unknown,
  askerId: string,
): Omit<AnalyticsAsked, "askerId"> {
  const asked = parseRequest(Query, query);
  refuseNul({ model: asked.model });
  const timeZone = zoneOf(asked.time_zone);
  const to = asked.to ?? (asked.from ? laterOf(todayIn(timeZone), asked.from) : todayIn(timeZone));
  const from = asked.from ?? dayBefore(to, usualDays - 1);
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1)
    throw new Problem(
      "bad_request",
      `from (${from}) comes after to (${to}). Give the first day first.`,
      { field: "from" },
    );
  if (days > mostDays)
    throw new Problem(
      "bad_request",
      `From ${from} to ${to} are ${days} days. Ask for ${mostDays} at most.`,
      { field: "from" },
    );
  const userId = asked.user === "everybody" ? null : (asked.user ?? askerId);
  return { userId, from, to, timeZone, modelId: asked.model ?? null };
}

function zoneOf(name: string): string {
  try {
    // An offset (+01:00) means one thing here and the opposite in PostgreSQL.
    if (/^[a-z]/i.test(name)) {
      new Intl.DateTimeFormat("en", { timeZone: name }).format();
      // As it was given: the engine's own name for it may be one that the database does not have.
      return name;
    }
  } catch {
    // Not known: refused below.
  }
  throw new Problem(
    "bad_request",
    `There is no time zone ${JSON.stringify(name)}. Give its IANA name, such as Europe/Paris.`,
    { field: "time_zone" },
  );
}

/** Sweden writes its dates as ISO does. */
const todayIn = (timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date());

const laterOf = (one: string, other: string): string => (one > other ? one : other);

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);
}
