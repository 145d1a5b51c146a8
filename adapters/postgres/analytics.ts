import type {
  Analytics,
  AnalyticsAsked,
  AnalyticsLine,
  AnalyticsView,
} from "@bunch/core/ports/analytics";
import { Problem } from "@bunch/core/problem";
import { readAsPerson } from "./as-person.ts";
import { emailsOf } from "./emails-of.ts";
import { isAdmin } from "./is-admin.ts";
import type { Connection, Pool } from "./pools.ts";

type Summed = Omit<AnalyticsView, "users"> & {
  users: Omit<NonNullable<AnalyticsView["users"]>[number], "email">[];
};

/** Reads the sums and what waits to be added to them, in one statement: nothing is missing or counted twice. */
export function createAnalytics(pool: Pool): Analytics {
  const read = <Value>(
    asked: AnalyticsAsked,
    work: (connection: Connection) => Promise<Value>,
  ): Promise<Value | null> =>
    readAsPerson(pool, asked.askerId, async (connection) =>
      asked.userId === asked.askerId || (await isAdmin(connection)) ? work(connection) : null,
    ).catch((error: unknown) => {
      throw isUnknownZone(error)
        ? new Problem(
            "bad_request",
            `The database knows no time zone ${JSON.stringify(asked.timeZone)}. Give another name of it, or UTC.`,
            { field: "time_zone" },
          )
        : error;
    });
  return {
    sum: (asked) =>
      read(asked, async (connection) => {
        const found = await connection.query<Summed>(sumStatement(asked), [
          ...valuesOf(asked),
          ...(asked.userId === null ? [asked.mostUsers] : []),
        ]);
        const summed = found.rows[0];
        if (!summed) throw new Error("Analytics were not summed.");
        if (asked.userId !== null) return { ...summed, users: null };
        const emails = await emailsOf(
          connection,
          summed.users.map(({ id }) => id),
        );
        return {
          ...summed,
          users: summed.users.map((user) => ({ ...user, email: emails.get(user.id) ?? null })),
        };
      }),
    lines: (asked) =>
      read(asked, async (connection) => {
        const found = await connection.query<{ lines: AnalyticsLine[] }>(
          `${partOf(asked)}
           select coalesce(json_agg(one order by one.day, one.model), '[]') as lines from (
             select p.day::text as day, p.model, ${figures} from chosen p
             where p.took < 0
             group by p.day, p.model having sum(p.many) <> 0 or sum(p.cost) <> 0 or sum(p.possible) <> 0) one`,
          valuesOf(asked),
        );
        return found.rows[0]?.lines ?? [];
      }),
  };
}

const isUnknownZone = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "22023";

const valuesOf = ({ from, to, timeZone, modelId, userId }: AnalyticsAsked) => [
  from,
  to,
  timeZone,
  modelId,
  ...(userId === null ? [] : [userId]),
];

/**
 * Everything of that time by person, day and model; how long pictures took by the day of UTC. A person's own is found by the
 * key; the planner has to see that.
 */
function partOf({ userId }: AnalyticsAsked): string {
  const ofPerson = userId === null ? "" : "and user_id = $5";
  const isAsked = (zone: string) => `quarter >= ($1::date::timestamp at time zone ${zone})
    and quarter < (($2::date + 1)::timestamp at time zone ${zone}) ${ofPerson}`;
  const columns = "user_id, model, kind, outcome, many, cost_micros, possible_micros";
  const inTheirZone = `select (quarter at time zone $3)::date as day, ${columns}, -1 as took`;
  const ofUtc = `select (quarter at time zone 'UTC')::date, user_id, model, 'took', outcome, many, 0, 0, took`;
  return `with part as materialized (
    select user_id, day, model, kind, outcome, took,
      sum(many) as many, sum(cost_micros) as cost, sum(possible_micros) as possible
    from (
      ${inTheirZone} from analytics_sums where kind in ('call', 'result') and ${isAsked("$3")}
      union all ${inTheirZone} from analytics_news where ${isAsked("$3")}
      union all ${ofUtc} from analytics_sums where kind = 'took' and ${isAsked("'UTC'")}
      union all ${ofUtc} from analytics_news where took >= 0 and ${isAsked("'UTC'")}
    ) one
    group by 1, 2, 3, 4, 5, 6
  ), chosen as (select * from part where $4::text is null or model = $4)`;
}

const figures = `
  coalesce(sum(p.many) filter (where p.kind = 'result' and p.outcome = 'completed'), 0) as pictures,
  coalesce(sum(p.many) filter (where p.kind = 'result' and p.outcome <> 'completed'), 0) as failed,
  coalesce(sum(p.many) filter (where p.kind = 'call'), 0) as calls,
  coalesce(sum(p.cost), 0) as "costMicros", coalesce(sum(p.possible), 0) as "possibleMicros",
  coalesce(sum(p.cost) filter (where p.kind = 'call' and p.outcome <> 'picture'), 0) as "emptyMicros"`;

type From = "part" | "chosen";

/** Figures by a column, each with how long its pictures took, as classes. */
const by = (column: "day" | "model" | "user_id", from: From) => `(
  select f.*, coalesce(k.took, '[]') as took
  from (select p.${column}, ${figures} from ${from} p where p.took < 0 group by 1) f
  left join (
    select ${column}, ${tookOf("t")} as took
    from (select ${column}, took, sum(many) as many from ${from} where took >= 0 group by 1, 2) t
    group by 1
  ) k using (${column}))`;

const tookOf = (name: string) =>
  `json_agg(json_build_object('took', ${name}.took, 'many', ${name}.many))`;

function sumStatement(asked: AnalyticsAsked): string {
  return `${partOf(asked)}
  select
    (select row_to_json(one) from (select ${figures} from chosen p where p.took < 0) one) as total,
    (select coalesce(${tookOf("t")}, '[]') from (
       select took, sum(many) as many from chosen where took >= 0 group by took) t) as took,
    (select json_agg(one order by one.day) from (
       select d::date::text as day, ${empty("f")} from generate_series($1::date::timestamp, $2::date::timestamp,
         interval '1 day') d left join ${by("day", "chosen")} f on f.day = d::date) one) as days,
    (select coalesce(json_agg(one order by one."costMicros" desc, one.pictures desc, one.model), '[]')
       from ${by("model", "part")} one) as models,
    (select coalesce(json_agg(one order by one.results desc, one.code), '[]') from (
       select outcome as code, sum(many) as results from chosen
       where kind = 'result' and outcome <> 'completed' group by outcome having sum(many) > 0) one) as reasons,
    ${asked.userId === null ? mostSpent() : "'[]'::json"} as users`;
}

/** Who spent most, where it is of everybody. */
const mostSpent = () => `
  (select coalesce(json_agg(one order by one."costMicros" desc, one.id), '[]') from (
     select user_id as id, ${names.join(", ")} from ${by("user_id", "chosen")} f
     order by "costMicros" desc, user_id limit $5) one)`;

const names = [
  "pictures",
  "failed",
  "calls",
  '"costMicros"',
  '"possibleMicros"',
  '"emptyMicros"',
  "took",
];
/** The figures of a day on which there may have been nothing. */
const empty = (from: string) =>
  names
    .map((name) => `coalesce(${from}.${name}, ${name === "took" ? "'[]'" : "0"}) as ${name}`)
    .join(", ");
