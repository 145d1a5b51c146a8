import type { Claim } from "@bunch/core/ports/ledger";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { cancel, pause, resume, retry } from "@bunch/core/executions/execution-state";
import { createExecutionStore } from "./execution-store.ts";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { doubt, openLedger, picture, pictureSettled, testAccount } from "./testing/open-ledger.ts";

const cameBy = { by: "local", ip: null } as const;
let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterAll(() => open.close());

test("F1: one result is claimed by one of fifty claims at once, and its attempt is written by then", async () => {
  const { resultIds, executionId } = await open.submitted();
  const claims = await Promise.all(Array.from({ length: 50 }, () => open.claim(resultIds[0])));
  expect(claims.filter(Boolean)).toHaveLength(1);
  const attempts = await open.owner.query(
    "select state, fence from result_attempts where execution_id = $1",
    [executionId],
  );
  expect(attempts.rows).toEqual([{ state: "sent", fence: 1 }]);
});

test("F5: a settlement counts its cost once, however often it is repeated, and the events have no gap", async () => {
  const { resultIds, executionId } = await open.submitted();
  for (const [index, resultId] of resultIds.entries()) {
    const claimed = await open.claim(resultId);
    for (let time = 0; time < 3; time += 1)
      await open.ledger.settle({
        ...claimed!,
        settlement: pictureSettled,
        picture: picture(`f5-${index}`),
        drawnInMs: 5,
      });
  }
  const view = await open.find(executionId);
  expect(view).toMatchObject({
    status: "completed",
    counts: { completed: 2, pending: 0, processing: 0, costMicros: 80_000, possibleMicros: 0 },
  });
  const events = await open.views.eventsAfter({
    userId: open.userId,
    ownerId: open.userId,
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
  const { resultIds, executionId } = await open.submitted({ prompts: ["a", "b", "c"] });
  const executions = createExecutionStore(open.api);
  const change = (decide: Parameters<typeof executions.change>[0]["decide"]) =>
    executions.change({ userId: open.userId, cameBy, executionId, decide, sealKey: null });
  const first = await open.claim(resultIds[0]);
  await change((state) => pause(state, { code: "user", message: "", until: null }));
  expect(await open.claim(resultIds[1])).toBeNull();
  await change((state) => resume(state, { maxCostMicros: null }));
  await open.owner.query(
    "update workflow_batch_results set not_before = now() where execution_id = $1",
    [executionId],
  );
  const second = await open.claim(resultIds[1]);
  expect(second).not.toBeNull();
  await change(cancel);
  expect(await open.claim(resultIds[2])).toBeNull();
  await open.ledger.settle({
    ...first!,
    settlement: pictureSettled,
    picture: picture("i5"),
    drawnInMs: 1,
  });
  await open.ledger.settle({ ...second!, settlement: doubt, picture: null, drawnInMs: 1 });
  expect(await open.find(executionId)).toMatchObject({
    status: "cancelled",
    counts: { completed: 1, cancelled: 2, costMicros: 40_000, possibleMicros: 50_000 },
  });
});

test("X3: a call that was prepared with a key which a resume has replaced since is not claimed, and its result waits to be prepared anew", async () => {
  const { resultIds, executionId } = await open.submitted({ prompts: ["a fox"] });
  const claimAs = (account: string) =>
    open.ledger.claim({
      resultId: resultIds[0]!,
      workerId: open.workerId,
      account,
      ceilingMicros: 50_000,
      deadlineMs: 60_000,
    });
  await open.owner.query(
    `update workflows set config = config || '{"account": "another"}'
     where id = (select workflow_id from workflow_executions where id = $1)`,
    [executionId],
  );
  expect(await claimAs(testAccount)).toBeNull();
  expect((await open.find(executionId)).counts).toMatchObject({ pending: 1, processing: 0 });
  await open.owner.query(
    "update workflow_batch_results set not_before = now() where execution_id = $1",
    [executionId],
  );
  expect(await claimAs("another")).not.toBeNull();
});

test("R6, R7, X3: what a call claimed before a resume says of key or limit neither pauses nor holds the batch again", async () => {
  const { resultIds, executionId } = await open.submitted({ prompts: ["a", "b", "c", "d"] });
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
    hold: { waitMs: 60_000, code: "disk_full", message: "There is no room." },
  };
  const settle = (claimed: Awaited<ReturnType<typeof open.claim>>, settlement: Settlement) =>
    open.ledger.settle({ ...claimed!, settlement, picture: null, drawnInMs: 1 });
  const [one, two, three] = await Promise.all(resultIds.slice(0, 3).map((id) => open.claim(id)));
  await settle(one!, badKey);
  expect(await open.find(executionId)).toMatchObject({
    status: "paused",
    reason: { code: "bad_key" },
  });
  const newKey = (state: Parameters<typeof resume>[0]) => resume(state, { maxCostMicros: null });
  await createExecutionStore(open.api).change({
    userId: open.userId,
    cameBy,
    executionId,
    decide: newKey,
    sealKey: null,
  });
  await settle(two!, badKey);
  await settle(three!, tooFast);
  expect(await open.find(executionId)).toMatchObject({
    status: "processing",
    waiting: null,
    counts: { pending: 4, processing: 0 },
  });
  await settle(await open.claim(resultIds[1]), badKey);
  expect((await open.find(executionId)).status).toBe("paused");
});

test("X4: a retry draws the failed ones only, with their attempts counted anew", async () => {
  const { resultIds, executionId } = await open.submitted();
  const failed: Settlement = {
    ...pictureSettled,
    outcome: "refused",
    result: { to: "failed", code: "refused", message: "No." },
  };
  const claims = [await open.claim(resultIds[0]), await open.claim(resultIds[1])];
  await open.ledger.settle({ ...claims[0]!, settlement: failed, picture: null, drawnInMs: 1 });
  await open.ledger.settle({
    ...claims[1]!,
    settlement: pictureSettled,
    picture: picture("x4"),
    drawnInMs: 1,
  });
  expect((await open.find(executionId)).status).toBe("completed");
  await createExecutionStore(open.api).change({
    userId: open.userId,
    cameBy,
    executionId,
    decide: retry,
    sealKey: null,
  });
  expect(await open.find(executionId)).toMatchObject({
    status: "processing",
    counts: { pending: 1, failed: 0 },
  });
  expect((await open.claim(resultIds[0]))?.earlier).toEqual([]);
  expect(await open.claim(resultIds[1])).toBeNull();
});

test("F7: the cap reserves a call's ceiling before it is made, and pauses when no call fits any more", async () => {
  const { resultIds, executionId } = await open.submitted({
    prompts: ["a", "b", "c"],
    maxCostMicros: 120_000,
  });
  const [one, two, three] = resultIds;
  const first = await open.claim(one);
  const second = await open.claim(two);
  expect(await open.claim(three)).toBeNull();
  expect((await open.find(executionId)).status).toBe("processing");
  await open.ledger.settle({
    ...first!,
    settlement: pictureSettled,
    picture: picture("f7a"),
    drawnInMs: 1,
  });
  await open.ledger.settle({
    ...second!,
    settlement: pictureSettled,
    picture: picture("f7b"),
    drawnInMs: 1,
  });
  expect(await open.claim(three)).toBeNull();
  expect(await open.find(executionId)).toMatchObject({ status: "paused", reason: { code: "cap" } });
});

test("R7, R12: a trouble on our side is held back unseen, and does not hide a limit of the provider", async () => {
  const { resultIds, executionId } = await open.submitted({ prompts: ["a", "b", "c"] });
  const [one, two, three] = await Promise.all(resultIds.map((id) => open.claim(id)));
  const settle = (claimed: Claim | null | undefined, told: Partial<Settlement>) =>
    open.ledger.settle({
      attemptId: claimed!.attemptId,
      settlement: {
        ...pictureSettled,
        outcome: told.pace ? "rate_limited" : "unreachable",
        attempt: "refused",
        costMicros: 0,
        result: { to: "pending", afterMs: 0 },
        ...told,
      },
      picture: null,
      drawnInMs: null,
    });
  const hold = (waitMs: number) => ({
    hold: { code: "nothing_leaves" as const, waitMs, message: "held" },
  });
  await settle(one, hold(60_000));
  expect((await open.find(executionId)).waiting).toBeNull();
  expect(await open.claim(resultIds[0])).toBeNull();
  const message = "The provider asks to go slower.";
  await settle(two, { pace: { is: "limited", waitMs: 60_000, perMinute: 60, message } });
  await settle(three, hold(1));
  expect((await open.find(executionId)).waiting).toMatchObject({
    code: "rate_limited",
    message,
    perMinute: 60,
  });
});
