import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../tools/testing/test-database.ts";
import { createAdminViews } from "./admin-views.ts";
import { createPool } from "./pools.ts";
import { type PlanStep, watchPlans } from "./testing/watch-plans.ts";
import { createUserDirectory } from "./user-directory.ts";

const people = 10_000;
const batches = 6000;
const resultsEach = 5;
const admin = randomUUID();
/** A page of these, and one more that tells of the next. */
const limit = 50;
let api: ReturnType<typeof watchPlans>;
let someone = "";
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  api = watchPlans(connectionString, "app_api");
  const owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
  await owner.query(
    `insert into auth.users (id, email, created_at)
     select gen_random_uuid(), 'person' || n || '@example.com', now() - n * interval '1 minute'
     from generate_series(1, $1) n`,
    [people],
  );
  await owner.query("insert into auth.users (id) values ($1)", [admin]);
  await owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  // Many for a tenth of the people, none for the others, over four months.
  await owner.query(
    `with person as (
       select id, row_number() over (order by created_at desc) as place from auth.users where email is not null
     ), made as (
       insert into workflows (id, user_id, prompts, config)
       select gen_random_uuid(), p.id, '{a fox}', '{}'
       from generate_series(1, $1) n join person p on p.place = 1 + (n * n) % 997
       returning id, user_id
     )
     insert into workflow_executions
       (id, workflow_id, user_id, model, settings, estimate, prompts_count, results_count, pending_count, completed_count,
        cost_micros, created_at, started_at, completed_at)
     select gen_random_uuid(), m.id, m.user_id, 'simulator',
       '{"aspect_ratio": "1:1", "image_size": "1K", "variations": 1}', '{}', $2, $2, 0, $2, 40000 * $2,
       now() - row_number() over () * interval '30 minutes', now(), now()
     from made m`,
    [batches, resultsEach],
  );
  await owner.query(
    `insert into workflow_batch_results
       (id, execution_id, user_id, batch_index, variation, prompt_text, status, object_path, completed_at)
     select gen_random_uuid(), e.id, e.user_id, n, 0, 'a bear', 'completed', 'bear.png', now()
     from workflow_executions e, generate_series(1, $1) n`,
    [resultsEach],
  );
  await owner.query("analyze");
  const found = await owner.query<{ user_id: string }>(
    "select user_id from workflow_executions limit 1",
  );
  someone = found.rows[0]?.user_id ?? "";
  await owner.end();
}, 180_000);

afterAll(async () => {
  await api?.pool.end();
  await drop?.();
});

/** How many rows of a table a plan looked at. */
function rowsOf(steps: PlanStep[], table: string): number {
  return steps
    .filter((step) => step["Relation Name"] === table && step["Actual Loops"] > 0)
    .reduce(
      (sum, step) =>
        sum + (step["Actual Rows"] + (step["Rows Removed by Filter"] ?? 0)) * step["Actual Loops"],
      0,
    );
}

test.each<[string, () => Promise<unknown>, { batches: number; users: number }]>([
  [
    "a page of people",
    () => createUserDirectory(api.pool).list({ askerId: admin, search: null, limit, cursor: null }),
    // Those of the people on the page.
    { batches: 2000, users: people + 2 },
  ],
  [
    "a search",
    () =>
      createUserDirectory(api.pool).list({
        askerId: admin,
        search: "person2@",
        limit,
        cursor: null,
      }),
    { batches: 100, users: people + 2 },
  ],
  [
    "one person",
    () => createUserDirectory(api.pool).find({ askerId: admin, userId: someone }),
    { batches: 100, users: 1 },
  ],
  [
    "everybody's batches",
    () =>
      createAdminViews(api.pool).executions({
        askerId: admin,
        userId: null,
        status: null,
        limit,
        cursor: null,
      }),
    { batches: limit + 1, users: limit + 1 },
  ],
  [
    "one person's batches",
    () =>
      createAdminViews(api.pool).executions({
        askerId: admin,
        userId: someone,
        status: null,
        limit,
        cursor: null,
      }),
    { batches: limit + 1, users: 1 },
  ],
  [
    "a week's usage",
    () => createAdminViews(api.pool).usage({ askerId: admin, days: 7, mostUsers: 20 }),
    { batches: 7 * 48 + 1, users: 20 },
  ],
])(
  "U17: %s looks at no picture and no attempt, and at no more batches and people than it has to",
  async (_what, work, most) => {
    const steps = await api.plansOf(work);
    expect(steps.length).toBeGreaterThan(0);
    for (const table of ["workflow_batch_results", "result_attempts", "deleted_attempts"])
      expect(steps.filter((step) => step["Relation Name"] === table)).toEqual([]);
    expect(rowsOf(steps, "workflow_executions")).toBeGreaterThan(0);
    expect(rowsOf(steps, "workflow_executions")).toBeLessThanOrEqual(most.batches);
    expect(rowsOf(steps, "users")).toBeLessThanOrEqual(most.users);
  },
);
