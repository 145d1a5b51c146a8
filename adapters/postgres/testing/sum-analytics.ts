import type pg from "pg";
import { createAnalyticsSums } from "../analytics-sums.ts";
import type { Pool } from "../pools.ts";

/** Adds up what was told of these people, and tells of each something more that changes nothing: both tables hold rows of theirs. */
export async function sumAnalytics(
  workers: Pool,
  superuser: pg.Client,
  people: readonly string[],
): Promise<void> {
  await createAnalyticsSums(workers).addUp({ most: 1000 });
  await superuser.query(
    `insert into analytics_news (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
     select user_id, quarter, model, kind, outcome, -1, 0, 0, 0 from analytics_sums where user_id = any ($1) and took < 0`,
    [people],
  );
}
