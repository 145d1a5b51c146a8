import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createExecutionViews } from "./execution-views.ts";
import { createLedger } from "./ledger.ts";
import { createPool } from "./pools.ts";
import { createRecoveryStore } from "./recovery-store.ts";
import { createRenditionStore } from "./rendition-store.ts";
import { chooseAny } from "./testing/choose-any.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { type PlanStep, watchPlans } from "./testing/watch-plans.ts";
import { createWorkerRegistry } from "./worker-registry.ts";

const userId = testUserId;
const big = 10_000;
const slots = 10;
const executionId = randomUUID();
const workerId = randomUUID();
/** Tables that grow with every picture; the others have a row a batch or a process. */
const growing = ["workflow_batch_results", "result_attempts", "execution_events"];
let api: ReturnType<typeof watchPlans>;
let workers: ReturnType<typeof watchPlans>;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  api = watchPlans(connectionString, "app_api");
  workers = watchPlans(connectionString, "app_worker");
  const prompts = Array.from({ length: big }, (_, number) => `a fox, number ${number}`);
  const executions = createExecutionStore(api.pool);
  await executions.submit(makeSubmission({ userId, executionId, prompts }));
  await createWorkerRegistry(workers.pool).join({ workerId, spoolId: workerId, slots });

  const owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
  // A history of 60 batches that are done, together larger than the big one, and 20 000 events.
  const past = Array.from({ length: 60 }, () => makeSubmission({ userId, prompts: ["a bear"] }));
  for (const submission of past) await executions.submit(submission);
  const ids = past.map((submission) => submission.executionId);
  await owner.query(
    `update workflow_executions
     set results_count = 300, completed_count = 300, pending_count = 0, started_at = now(), completed_at = now()
     where id = any ($1)`,
    [ids],
  );
  await owner.query("delete from workflow_batch_results where execution_id = any ($1)", [ids]);
  await owner.query(
    `insert into workflow_batch_results
       (id, execution_id, user_id, batch_index, variation, prompt_text, status, object_path, completed_at)
     select gen_random_uuid(), e, $2, n, 0, 'a bear', 'completed', 'bear.png', now()
     from unnest($1::uuid[]) e, generate_series(0, 299) n`,
    [ids, userId],
  );
  await owner.query(
    `insert into result_attempts
       (id, result_id, execution_id, user_id, number, round, state, worker_id, spool_id, fence, model, ceiling_micros, deadline_at)
     select gen_random_uuid(), id, execution_id, user_id, 1, 1, 'settled', $1, $1, 1, 'simulator', 1, now()
     from workflow_batch_results where status = 'completed'`,
    [workerId],
  );
  await owner.query(
    `insert into execution_events (execution_id, sequence, user_id, type, data)
     select $1, n, $2, 'result.completed', '{"result": null, "counts": {}, "status": "processing", "reason": null}'
     from generate_series(2, 20000) n`,
    [executionId, userId],
  );
  await owner.query("update workflow_executions set last_sequence = 20000 where id = $1", [
    executionId,
  ]);
  await owner.query("analyze");
  await owner.end();
});

afterAll(async () => {
  await Promise.all([api, workers].map((watched) => watched?.pool.end()));
  await drop?.();
});

/** Scans of the tables that grow, and how many of their rows were looked at. */
function looksInto(steps: PlanStep[]) {
  // A part of a plan that is never run looks at nothing.
  const scans = steps.filter(
    (step) => growing.includes(step["Relation Name"] ?? "") && step["Actual Loops"] > 0,
  );
  const rows = scans.map(
    (step) => (step["Actual Rows"] + (step["Rows Removed by Filter"] ?? 0)) * step["Actual Loops"],
  );
  return {
    scans: scans.length,
    readWhole: scans.filter((step) => step["Node Type"] === "Seq Scan"),
    rows: rows.reduce((sum, count) => sum + count, 0),
  };
}

test("the watch tells of a table that is read whole", async () => {
  const steps = await workers.plansOf(() =>
    workers.pool.query("select count(*) from workflow_batch_results where prompt_text like '%x%'"),
  );
  expect(looksInto(steps)).toMatchObject({
    readWhole: [{ "Relation Name": "workflow_batch_results" }],
    rows: big + 60 * 300,
  });
});

test.each([0, 1, 5000, 9899])(
  "a page of 100 results after place %i of 10 000 looks at little more than what it shows",
  async (place) => {
    const views = createExecutionViews(api.pool);
    let shown = 0;
    const steps = await api.plansOf(async () => {
      const cursor = place === 0 ? null : `${place}_0`;
      const page = await views.results({
        userId,
        executionId,
        status: null,
        fromSlot: null,
        limit: 100,
        cursor,
      });
      shown = page?.items.length ?? 0;
    });
    expect(shown).toBe(100);
    const looked = looksInto(steps);
    expect(looked).toMatchObject({ scans: 1, readWhole: [] });
    expect(looked.rows).toBeLessThanOrEqual(101);
  },
);

test("events after a sequence are found by it, wherever that lies", async () => {
  const views = createExecutionViews(api.pool);
  for (const sequence of [0, 10_000, 19_900]) {
    const steps = await api.plansOf(() =>
      views.eventsAfter({ userId, ownerId: userId, executionId, sequence, limit: 100 }),
    );
    const looked = looksInto(steps);
    expect(looked.scans).toBeGreaterThan(0);
    expect(looked.readWhole).toEqual([]);
    expect(looked.rows).toBeLessThanOrEqual(201);
  }
});

test("what a page of the history shows is counted already: no result is looked at", async () => {
  const views = createExecutionViews(api.pool);
  const steps = await api.plansOf(() =>
    views.list({ userId, status: null, search: null, limit: 50, cursor: null }),
  );
  expect(steps.length).toBeGreaterThan(0);
  expect(looksInto(steps).scans).toBe(0);
});

test("the dispatcher looks at as many results as may run next, not at those that wait or are done", async () => {
  let chosen: string[] = [];
  const choose = () =>
    workers.plansOf(async () => {
      chosen = await chooseAny(workers.pool);
    });
  const looked = looksInto(await choose());
  expect(chosen).toHaveLength(slots);
  expect(looked.readWhole).toEqual([]);
  expect(looked.rows).toBeLessThanOrEqual(5 * slots);
  const again = looksInto(await choose());
  expect(chosen).toEqual([]);
  expect(again.readWhole).toEqual([]);
  expect(again.rows).toBeLessThanOrEqual(5 * slots);
});

test("of 18 000 pictures without smaller copies the next is found by looking at it alone", async () => {
  const renditions = createRenditionStore(workers.pool);
  const take = () => workers.plansOf(() => renditions.take({ lendMs: 0 }));
  const looked = looksInto(await take());
  expect(looked.scans).toBeGreaterThan(1);
  expect(looked.readWhole).toEqual([]);
  expect(looked.rows).toBeLessThanOrEqual(5);
});

test("a result is taken, settled and looked after by its keys alone", async () => {
  const ledger = createLedger(workers.pool, workerId);
  const recovery = createRecoveryStore(workers.pool);
  const handedOut = await workers.pool.query<{ id: string }>(
    "select id from workflow_batch_results where status = 'pending' order by id limit 1",
  );
  const resultId = handedOut.rows[0]!.id;
  const steps = await workers.plansOf(async () => {
    await ledger.findWork({ resultId });
    const claim = await ledger.claim({
      resultId,
      workerId,
      account: "keyless",
      ceilingMicros: 1,
      deadlineMs: 60_000,
    });
    await ledger.received({ attemptId: claim!.attemptId });
    await recovery.orphans({
      workerIds: [workerId],
      spoolId: workerId,
      spooled: [workerId],
      held: [],
      limit: 100,
    });
    await recovery.takeBackUnclaimed({ olderThanMs: 60_000 });
    await recovery.resumeDue();
    await ledger.settle({
      ...claim!,
      settlement: {
        outcome: "refused",
        attempt: "refused",
        costMicros: 0,
        message: "No.",
        warnings: [],
        result: { to: "failed", code: "refused", message: "No." },
        pause: null,
        hold: null,
        pace: null,
      },
      picture: null,
      drawnInMs: 1,
    });
  });
  const looked = looksInto(steps);
  expect(looked.scans).toBeGreaterThan(8);
  expect(looked.readWhole).toEqual([]);
  expect(looked.rows).toBeLessThanOrEqual(50);
});
