import { randomUUID } from "node:crypto";
import type { Submission } from "@bunch/core/ports/execution-store";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { cancel, pause, resume, retry } from "@bunch/core/executions/execution-state";
import { createDispatchStore } from "./dispatch-store.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createExecutionViews } from "./execution-views.ts";
import { createLedger } from "./ledger.ts";
import { createPool, type Pool } from "./pools.ts";
import { createRecoveryStore } from "./recovery-store.ts";
import { createWorkerRegistry } from "./worker-registry.ts";

const userId = testUserId;
const workerId = randomUUID();
const spoolId = randomUUID();
let api: Pool;
let workers: Pool;
let owner: Pool;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  drop = database.drop;
  const { connectionString } = database;
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 10, onError });
  workers = createPool({ connectionString, role: "app_worker", most: 10, onError });
  owner = createPool({ connectionString, role: null, most: 2, onError });
  await createWorkerRegistry(workers).join({ workerId, spoolId, slots: 10 });
});

afterAll(async () => {
  await Promise.all([api, workers, owner].map((pool) => pool?.end()));
  await drop?.();
});

function submission(over: Partial<Submission> = {}): Submission {
  return {
    userId,
    workflowId: randomUUID(),
    executionId: randomUUID(),
    name: null,
    modelId: "simulator",
    settings: { aspectRatio: "1:1", imageSize: "1K", variations: 1 },
    redrawFiltered: false,
    prompts: ["a fox", "a bear"],
    references: [],
    sealedKey: null,
    estimate: { totalCost: 0.08, costPerImage: 0.04, imageCount: 2 },
    maxCostMicros: null,
    warnings: [],
    idempotency: null,
    ...over,
  };
}

const pictureSettled: Settlement = {
  outcome: "picture",
  attempt: "settled",
  costMicros: 40_000,
  message: null,
  warnings: [],
  result: { to: "completed" },
  pause: null,
  hold: null,
};
const doubt: Settlement = {
  ...pictureSettled,
  outcome: "unanswered",
  attempt: "uncertain",
  costMicros: 0,
  result: { to: "pending", afterMs: 0 },
};
const picture = (name: string) => ({
  path: `${userId}/x/${name}.png`,
  sha256: name,
  mimeType: "image/png",
  width: 64,
  height: 64,
  bytes: 10,
});

async function submitted(over: Partial<Submission> = {}) {
  const one = submission(over);
  expect(await createExecutionStore(api).submit(one)).toEqual({ is: "new" });
  const page = await createExecutionViews(api).results({
    userId,
    executionId: one.executionId,
    status: null,
    limit: 100,
    cursor: null,
  });
  return { executionId: one.executionId, resultIds: page?.items.map((item) => item.id) ?? [] };
}

const claim = (resultId: string, ceilingMicros = 50_000) =>
  createLedger(workers, spoolId).claim({ resultId, workerId, ceilingMicros, deadlineMs: 60_000 });

const find = async (executionId: string) => {
  const view = await createExecutionViews(api).find({ userId, executionId });
  if (!view) throw new Error("no such execution");
  return view;
};

test("F1: one result is claimed by one of fifty claims at once, and its attempt is written by then", async () => {
  const { resultIds, executionId } = await submitted();
  const claims = await Promise.all(Array.from({ length: 50 }, () => claim(resultIds[0]!)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  const attempts = await owner.query(
    "select state, fence from result_attempts where execution_id = $1",
    [executionId],
  );
  expect(attempts.rows).toEqual([{ state: "sent", fence: 1 }]);
});

test("F5: a settlement counts its cost once, however often it is repeated, and the events have no gap", async () => {
  const { resultIds, executionId } = await submitted();
  const ledger = createLedger(workers, spoolId);
  for (const [index, resultId] of resultIds.entries()) {
    const claimed = await claim(resultId);
    for (let time = 0; time < 3; time += 1)
      await ledger.settle({
        ...claimed!,
        settlement: pictureSettled,
        picture: picture(`f5-${index}`),
        drawnInMs: 5,
      });
  }
  const view = await find(executionId);
  expect(view).toMatchObject({
    status: "completed",
    counts: { completed: 2, pending: 0, processing: 0, costMicros: 80_000, possibleMicros: 0 },
  });
  const events = await createExecutionViews(api).eventsAfter({
    userId,
    executionId,
    sequence: 0,
    limit: 100,
  });
  expect(events.map((event) => [event.sequence, event.type])).toEqual([
    [1, "execution.submitted"],
    [2, "execution.started"],
    [3, "result.started"],
    [4, "result.completed"],
    [5, "result.started"],
    [6, "result.completed"],
    [7, "execution.ended"],
  ]);
  expect(events.at(-1)?.counts.costMicros).toBe(80_000);
});

test("I5: after a pause or a cancel has committed no claim succeeds, and what is in flight is still stored", async () => {
  const { resultIds, executionId } = await submitted({ prompts: ["a", "b", "c"] });
  const executions = createExecutionStore(api);
  const ledger = createLedger(workers, spoolId);
  const change = (decide: Parameters<typeof executions.change>[0]["decide"]) =>
    executions.change({ userId, executionId, decide, sealKey: null });
  const first = await claim(resultIds[0]!);
  await change((state) => pause(state, { code: "user", message: "", until: null }));
  expect(await claim(resultIds[1]!)).toBeNull();
  await change((state) => resume(state, { maxCostMicros: null, hasNewKey: false }));
  await owner.query(
    "update workflow_batch_results set not_before = now() where execution_id = $1",
    [executionId],
  );
  const second = await claim(resultIds[1]!);
  expect(second).not.toBeNull();
  await change(cancel);
  expect(await claim(resultIds[2]!)).toBeNull();
  await ledger.settle({
    ...first!,
    settlement: pictureSettled,
    picture: picture("i5"),
    drawnInMs: 1,
  });
  await ledger.settle({ ...second!, settlement: doubt, picture: null, drawnInMs: 1 });
  expect(await find(executionId)).toMatchObject({
    status: "cancelled",
    counts: { completed: 1, cancelled: 2, costMicros: 40_000, possibleMicros: 50_000 },
  });
});

test("R6, R7, X3: what a call claimed before a resume says of key or limit neither pauses nor holds the batch again", async () => {
  const { resultIds, executionId } = await submitted({ prompts: ["a", "b", "c", "d"] });
  const ledger = createLedger(workers, spoolId);
  const badKey: Settlement = {
    ...pictureSettled,
    outcome: "account",
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: 0 },
    pause: { code: "bad_key", message: "The API key is not valid.", until: null },
  };
  const tooFast: Settlement = {
    ...badKey,
    outcome: "rate_limited",
    pause: null,
    hold: { waitMs: 60_000, message: "The provider asks to go slower." },
  };
  const settle = (claimed: Awaited<ReturnType<typeof claim>>, settlement: Settlement) =>
    ledger.settle({ ...claimed!, settlement, picture: null, drawnInMs: 1 });
  const [one, two, three] = await Promise.all(resultIds.slice(0, 3).map((id) => claim(id)));
  await settle(one!, badKey);
  expect(await find(executionId)).toMatchObject({ status: "paused", reason: { code: "bad_key" } });
  const newKey = (state: Parameters<typeof resume>[0]) =>
    resume(state, { maxCostMicros: null, hasNewKey: true });
  await createExecutionStore(api).change({ userId, executionId, decide: newKey, sealKey: null });
  await settle(two!, badKey);
  await settle(three!, tooFast);
  expect(await find(executionId)).toMatchObject({
    status: "processing",
    waiting: null,
    counts: { pending: 4, processing: 0 },
  });
  await settle(await claim(resultIds[1]!), badKey);
  expect((await find(executionId)).status).toBe("paused");
});

test("F8: a late picture is the result while nobody has claimed anew, and an extra of it afterwards", async () => {
  const { resultIds, executionId } = await submitted();
  const ledger = createLedger(workers, spoolId);
  const [one, two] = [await claim(resultIds[0]!), await claim(resultIds[1]!)];
  await ledger.settle({ ...one!, settlement: doubt, picture: null, drawnInMs: 1 });
  await ledger.settle({ ...two!, settlement: doubt, picture: null, drawnInMs: 1 });
  expect((await find(executionId)).counts).toMatchObject({ pending: 2, possibleMicros: 100_000 });
  await ledger.settle({
    ...one!,
    settlement: pictureSettled,
    picture: picture("late"),
    drawnInMs: 9,
  });
  const again = await claim(resultIds[1]!);
  expect(again?.fence).toBe(2);
  expect(again?.earlier).toEqual(["unanswered"]);
  await ledger.settle({
    ...again!,
    settlement: pictureSettled,
    picture: picture("again"),
    drawnInMs: 9,
  });
  await ledger.settle({
    ...two!,
    settlement: pictureSettled,
    picture: picture("extra"),
    drawnInMs: 9,
  });
  expect((await find(executionId)).counts).toMatchObject({
    completed: 2,
    costMicros: 120_000,
    possibleMicros: 0,
  });
  const results = await createExecutionViews(api).results({
    userId,
    executionId,
    status: "completed",
    limit: 10,
    cursor: null,
  });
  expect(results?.items.map((item) => [item.path, item.extraPaths, item.attempts])).toEqual([
    [picture("late").path, [], 1],
    [picture("again").path, [picture("extra").path], 2],
  ]);
});

test("X4: a retry draws the failed ones only, with their attempts counted anew", async () => {
  const { resultIds, executionId } = await submitted();
  const ledger = createLedger(workers, spoolId);
  const failed: Settlement = {
    ...pictureSettled,
    outcome: "refused",
    result: { to: "failed", code: "refused", message: "No." },
  };
  const claims = [await claim(resultIds[0]!), await claim(resultIds[1]!)];
  await ledger.settle({ ...claims[0]!, settlement: failed, picture: null, drawnInMs: 1 });
  await ledger.settle({
    ...claims[1]!,
    settlement: pictureSettled,
    picture: picture("x4"),
    drawnInMs: 1,
  });
  expect((await find(executionId)).status).toBe("completed");
  await createExecutionStore(api).change({ userId, executionId, decide: retry, sealKey: null });
  expect(await find(executionId)).toMatchObject({
    status: "processing",
    counts: { pending: 1, failed: 0 },
  });
  expect((await claim(resultIds[0]!))?.earlier).toEqual([]);
  expect(await claim(resultIds[1]!)).toBeNull();
});

test("F7: the cap reserves a call's ceiling before it is made, and pauses when no call fits any more", async () => {
  const { resultIds, executionId } = await submitted({
    prompts: ["a", "b", "c"],
    maxCostMicros: 120_000,
  });
  const ledger = createLedger(workers, spoolId);
  const [one, two, three] = resultIds;
  const first = await claim(one!);
  const second = await claim(two!);
  expect(await claim(three!)).toBeNull();
  expect((await find(executionId)).status).toBe("processing");
  await ledger.settle({
    ...first!,
    settlement: pictureSettled,
    picture: picture("f7a"),
    drawnInMs: 1,
  });
  await ledger.settle({
    ...second!,
    settlement: pictureSettled,
    picture: picture("f7b"),
    drawnInMs: 1,
  });
  expect(await claim(three!)).toBeNull();
  expect(await find(executionId)).toMatchObject({ status: "paused", reason: { code: "cap" } });
});

test("D1: the dispatcher takes turns between users and executions and never hands out more than the free slots", async () => {
  await owner.query("delete from workflow_executions");
  const big = await submitted({
    prompts: Array.from({ length: 40 }, (_, index) => `big ${index}`),
  });
  const small = await submitted({ prompts: ["s1", "s2", "s3"] });
  const store = createDispatchStore(workers);
  const chosen = await store.chooseNext({ workerIds: [workerId] });
  expect(chosen).toHaveLength(10);
  expect(small.resultIds.filter((id) => chosen.includes(id))).toHaveLength(3);
  expect(big.resultIds.filter((id) => chosen.includes(id))).toHaveLength(7);
  expect(await store.chooseNext({ workerIds: [workerId] })).toEqual([]);
  expect(await createRecoveryStore(workers).takeBackUnclaimed({ olderThanMs: 0 })).toBe(10);
  const [one, two] = await Promise.all(
    [randomUUID(), randomUUID()].map((holder) => store.holdLease({ holder, forMs: 60_000 })),
  );
  expect([one, two].filter(Boolean)).toHaveLength(1);
});

test("F6: an orphan is adopted by one of two recoveries", async () => {
  const { resultIds } = await submitted();
  const claimed = await claim(resultIds[0]!);
  const recovery = createRecoveryStore(workers);
  const found = await recovery.orphans({ workerIds: [workerId], spoolId, limit: 100 });
  expect(found.find((one) => one.attemptId === claimed!.attemptId)).toMatchObject({
    state: "sent",
    spoolId,
    overdue: false,
    order: { resultId: resultIds[0], prompt: "a fox" },
  });
  const adopted = await Promise.all(
    [1, 2].map(() => recovery.adopt({ ...claimed!, workerId: randomUUID() })),
  );
  expect(adopted.toSorted()).toEqual([2, null]);
});

test("F8: a worker taken for dead that settles after all completes the result, and its recovery finds nothing to do", async () => {
  const { resultIds, executionId } = await submitted();
  const ledger = createLedger(workers, spoolId);
  const frozen = await claim(resultIds[0]!);
  const fence = await createRecoveryStore(workers).adopt({ ...frozen!, workerId: randomUUID() });
  expect(fence).toBe(2);
  await ledger.settle({
    ...frozen!,
    settlement: pictureSettled,
    picture: picture("awake"),
    drawnInMs: 1,
  });
  await ledger.settle({
    ...frozen!,
    settlement: { ...doubt, outcome: "died" },
    picture: null,
    drawnInMs: null,
  });
  expect((await find(executionId)).counts).toMatchObject({
    completed: 1,
    processing: 0,
    costMicros: 40_000,
    possibleMicros: 0,
  });
});
