import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createAnalyticsSums } from "./analytics-sums.ts";
import { createPool, type Pool } from "./pools.ts";
import { watchPlans } from "./testing/watch-plans.ts";

const many = 3000;
let owner: Pool;
let worker: ReturnType<typeof watchPlans>;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  worker = watchPlans(connectionString, "app_worker");
  owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
});
afterAll(async () => {
  await Promise.all([worker?.pool.end(), owner?.end()]);
  await drop?.();
});

test("A1: news are added up in steps that grow with them, also by a plan from a moment at which there were none", async () => {
  const sums = createAnalyticsSums(worker.pool);
  await owner.query("vacuum analyze analytics_news");
  // Often enough for the plan that is kept.
  for (let time = 0; time < 8; time += 1) await sums.addUp({ most: many });
  await owner.query(
    `insert into analytics_news (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
     select $1, now() - n * interval '1 minute', 'simulator', 'call', 'picture', -1, 1, 39000, 0 from generate_series(1, $2::int) n`,
    [testUserId, many],
  );
  let taken = 0;
  const steps = await worker.plansOf(async () => {
    taken = await sums.addUp({ most: many });
  });
  expect(taken).toBe(many);
  const looked = steps.map((step) =>
    Math.round(step["Actual Rows"] * step["Actual Loops"] + (step["Rows Removed by Filter"] ?? 0)),
  );
  expect(steps.some((step) => step["Relation Name"] === "analytics_news")).toBe(true);
  expect(Math.max(...looked)).toBeLessThanOrEqual(4 * many);
});
