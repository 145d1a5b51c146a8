import { randomUUID } from "node:crypto";
import { cancel } from "@bunch/core/executions/execution-state";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createDispatchStore } from "./dispatch-store.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createExecutionViews } from "./execution-views.ts";
import { createLedger } from "./ledger.ts";
import { createPool, type Pool } from "./pools.ts";
import { createRecoveryStore } from "./recovery-store.ts";
import { anyPace, chooseAny } from "./testing/choose-any.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { testAccount } from "./testing/open-ledger.ts";
import { createWorkerRegistry } from "./worker-registry.ts";

const userId = testUserId;
const spoolId = randomUUID();
let api: Pool;
let workers: Pool;
let owner: Pool;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 4, onError });
  workers = createPool({ connectionString, role: "app_worker", most: 6, onError });
  owner = createPool({ connectionString, role: null, most: 2, onError });
});
afterAll(async () => {
  await Promise.all([api, workers, owner].map((pool) => pool?.end()));
  await drop?.();
});
beforeEach(async () => {
  await owner.query("delete from workflow_executions");
  await owner.query("delete from workers");
});

async function submitted(prompts: number, maxCostMicros: number | null = null) {
  const submission = makeSubmission({
    userId,
    prompts: Array.from({ length: prompts }, (_, number) => `a fox, number ${number}`),
    maxCostMicros,
  });
  await createExecutionStore(api).submit(submission);
  return submission.executionId;
}

async function joined(slots: number) {
  const workerId = randomUUID();
  await createWorkerRegistry(workers).join({ workerId, spoolId, slots });
  return workerId;
}

/** Chooses while these live, and all others that joined are dead. */
async function choose(...living: string[]) {
  const others = await owner.query<{ id: string }>("select id from workers where id <> all ($1)", [
    living,
  ]);
  return chooseAny(
    workers,
    others.rows.map(({ id }) => id),
  );
}
const claim = (resultId: string, workerId: string) =>
  createLedger(workers, spoolId).claim({
    resultId,
    workerId,
    account: testAccount,
    ceilingMicros: 50_000,
    deadlineMs: 60_000,
  });

test("D1, D4: what a draining worker still holds takes no slot of the others", async () => {
  await submitted(20);
  const draining = await joined(4);
  for (const resultId of await choose(draining)) await claim(resultId, draining);
  await createWorkerRegistry(workers).join({ workerId: draining, spoolId, slots: 0 });
  const fresh = await joined(3);
  expect(await choose(draining, fresh)).toHaveLength(3);
});

test("F12, D1: a batch that cannot be drawn gives its slots back when it pauses", async () => {
  const broken = await submitted(20);
  const workerId = await joined(5);
  expect(await choose(workerId)).toHaveLength(5);
  const sound = await submitted(20);
  expect(await choose(workerId)).toEqual([]);
  await createLedger(workers, spoolId).pause({
    executionId: broken,
    account: testAccount,
    reason: { code: "key_unreadable", message: "", until: null },
  });
  const chosen = await choose(workerId);
  const of = await owner.query(
    "select distinct execution_id as id from workflow_batch_results where id = any ($1)",
    [chosen],
  );
  expect([chosen.length, of.rows]).toEqual([5, [{ id: sound }]]);
});

test("D1, X5: handing out and taking back wait for no row that another holds, so that no cancel meets a deadlock", async () => {
  const executionId = await submitted(20);
  const workerId = await joined(20);
  const held = await owner.connect();
  try {
    await held.query("begin");
    // As a cancel does, which goes from row to row; the last of them is what the others would wait for.
    const locked = await held.query<{ id: string }>(
      `select id from workflow_batch_results where execution_id = $1 and batch_index >= 15 for update`,
      [executionId],
    );
    const lockedIds = locked.rows.map((row) => row.id);
    const chosen = await choose(workerId);
    expect(chosen).toHaveLength(15);
    expect(chosen.filter((id) => lockedIds.includes(id))).toEqual([]);
    await held.query("commit");
    await held.query("begin");
    await held.query("select from workflow_batch_results where id = $1 for update", [chosen[0]]);
    const recovery = createRecoveryStore(workers);
    expect(await recovery.takeBackUnclaimed({ olderThanMs: 0 })).toBe(14);
  } finally {
    await held.query("commit");
    held.release();
  }
  const cameBy = { by: "local", ip: null } as const;
  const change = { userId, cameBy, executionId, decide: cancel, sealKey: null };
  expect(await createExecutionStore(api).change(change)).toBe(true);
});

test("F7, D3: what waits for room under the cap is not handed out over and over, and goes on as soon as there is room", async () => {
  const executionId = await submitted(500, 60_000);
  const workerId = await joined(5);
  const [first = "", ...rest] = await choose(workerId);
  const claimed = await claim(first, workerId);
  expect(await Promise.all(rest.map((resultId) => claim(resultId, workerId)))).toEqual(
    rest.map(() => null),
  );
  expect(await choose(workerId)).toEqual([]);
  const view = await createExecutionViews(api).find({ userId, executionId });
  expect(view).toMatchObject({ status: "processing", waiting: null });
  await createLedger(workers, spoolId).settle({
    attemptId: claimed!.attemptId,
    settlement: {
      outcome: "provider_failed",
      attempt: "refused",
      costMicros: 0,
      message: "",
      warnings: [],
      result: { to: "pending", afterMs: 0 },
      pause: null,
      hold: null,
      pace: null,
    },
    picture: null,
    drawnInMs: 1,
  });
  expect(await choose(workerId)).toHaveLength(5);
});

test("D1, T5: who has just joined counts before its heart was seen to beat, with its slots and with what it draws", async () => {
  await submitted(10);
  const [here, newcomer] = [await joined(3), await joined(4)];
  const look = () =>
    createDispatchStore(workers).chooseNext({ deadWorkerIds: [], allowances: [], forNew: anyPace });
  const first = await look();
  expect(first).toMatchObject({ slots: 7, workers: 2, free: 0 });
  for (const [index, { resultId }] of first.chosen.entries())
    await claim(resultId, index < 3 ? here : newcomer);
  expect(await look()).toMatchObject({ chosen: [], free: 0, accounts: [{ inFlight: 7 }] });
});
