import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createOpenWork } from "./open-work.ts";
import { createPool, type Pool } from "./pools.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { watchPlans } from "./testing/watch-plans.ts";

const past = 20_000;
const userId = testUserId;
let owner: Pool;
let api: ReturnType<typeof watchPlans>;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  api = watchPlans(connectionString, "app_api");
  owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
});

afterAll(async () => {
  await Promise.all([api?.pool.end(), owner?.end()]);
  await drop?.();
});

const count = () => createOpenWork(api.pool).count();

test("open batches and their results are counted by state, whoever they belong to", async () => {
  expect(await count()).toEqual([]);
  const executions = createExecutionStore(api.pool);
  const another = randomUUID();
  await owner.query("insert into auth.users (id) values ($1)", [another]);
  await executions.submit(makeSubmission({ userId, prompts: ["a fox", "a hare"] }));
  await executions.submit(makeSubmission({ userId: another, prompts: ["a bear"] }));
  const held = makeSubmission({ userId, prompts: ["a bee", "a fly", "an ant"] });
  await executions.submit(held);
  await executions.change({
    userId,
    cameBy: { by: "local", ip: null },
    executionId: held.executionId,
    decide: () => ({ do: "pause", reason: { code: "user", message: "Wait.", until: null } }),
    sealKey: null,
  });
  const byStatus = Object.fromEntries(
    (await count()).map(({ status, ...counts }) => [status, counts]),
  );
  expect(byStatus).toEqual({
    pending: { executions: 2, pending: 3, processing: 0 },
    paused: { executions: 1, pending: 3, processing: 0 },
  });
});

test("a long history costs nothing: only what is open is looked at, by its index", async () => {
  await owner.query(
    `insert into workflow_executions
       (id, workflow_id, user_id, model, settings, estimate, prompts_count, results_count, pending_count,
        completed_count, started_at, completed_at)
     select gen_random_uuid(), e.workflow_id, e.user_id, e.model, e.settings, e.estimate, 1, 1, 0, 1, now(), now()
     from (select * from workflow_executions limit 1) e, generate_series(1, $1::int)`,
    [past],
  );
  await owner.query("analyze workflow_executions");
  const steps = await api.plansOf(count);
  const scans = steps.filter((step) => step["Relation Name"] === "workflow_executions");
  // By the index at once, or by a bitmap of it.
  const indexes = steps.flatMap((step) => step["Index Name"] ?? []);
  expect(indexes).toEqual(["workflow_executions_open"]);
  expect(scans.map((step) => step["Actual Rows"])).toEqual([3]);
});
