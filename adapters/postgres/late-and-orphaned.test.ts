import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createDispatchStore } from "./dispatch-store.ts";
import { createRecoveryStore } from "./recovery-store.ts";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { chooseAny } from "./testing/choose-any.ts";
import { doubt, openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterAll(() => open.close());

test("F8: a late picture is the result while nobody has claimed anew, and an extra of it afterwards", async () => {
  const { resultIds, executionId } = await open.submitted();
  const [one, two] = [await open.claim(resultIds[0]), await open.claim(resultIds[1])];
  await open.ledger.settle({ ...one!, settlement: doubt, picture: null, drawnInMs: 1 });
  await open.ledger.settle({ ...two!, settlement: doubt, picture: null, drawnInMs: 1 });
  expect((await open.find(executionId)).counts).toMatchObject({
    pending: 2,
    possibleMicros: 100_000,
  });
  await open.ledger.settle({
    ...one!,
    settlement: pictureSettled,
    picture: picture("late"),
    drawnInMs: 9,
  });
  const again = await open.claim(resultIds[1]);
  expect(again?.fence).toBe(2);
  expect(again?.earlier).toEqual(["unanswered"]);
  await open.ledger.settle({
    ...again!,
    settlement: pictureSettled,
    picture: picture("again"),
    drawnInMs: 9,
  });
  await open.ledger.settle({
    ...two!,
    settlement: pictureSettled,
    picture: picture("extra"),
    drawnInMs: 9,
  });
  expect((await open.find(executionId)).counts).toMatchObject({
    completed: 2,
    costMicros: 120_000,
    possibleMicros: 0,
  });
  const results = await open.views.results({
    userId: open.userId,
    executionId,
    status: "completed",
    fromSlot: null,
    limit: 10,
    cursor: null,
  });
  expect(results?.items.map((item) => [item.path, item.extraPaths, item.attempts])).toEqual([
    [picture("late").path, [], 1],
    [picture("again").path, [picture("extra").path], 2],
  ]);
});

test("D1: the dispatcher takes turns between users and executions and never hands out more than the free slots", async () => {
  await open.owner.query("delete from workflow_executions");
  const big = await open.submitted({
    prompts: Array.from({ length: 40 }, (_, index) => `big ${index}`),
  });
  const small = await open.submitted({ prompts: ["s1", "s2", "s3"] });
  const store = createDispatchStore(open.workers);
  const chosen = await chooseAny(open.workers);
  expect(chosen).toHaveLength(10);
  expect(small.resultIds.filter((id) => chosen.includes(id))).toHaveLength(3);
  expect(big.resultIds.filter((id) => chosen.includes(id))).toHaveLength(7);
  expect(await chooseAny(open.workers)).toEqual([]);
  expect(await createRecoveryStore(open.workers).takeBackUnclaimed({ olderThanMs: 0 })).toBe(10);
  const [one, two] = await Promise.all(
    [randomUUID(), randomUUID()].map((holder) => store.holdLease({ holder, forMs: 60_000 })),
  );
  expect([one, two].filter(Boolean)).toHaveLength(1);
});

test("F23, D4: what is past its deadline and drawn elsewhere takes no slot; without a ticket it does", async () => {
  await open.owner.query("delete from workflow_executions");
  const { resultIds } = await open.submitted({
    prompts: Array.from({ length: 40 }, (_, index) => `slot ${index}`),
  });
  const claimed = await open.claim(resultIds[0]);
  const recovery = createRecoveryStore(open.workers);
  await open.owner.query("update result_attempts set deadline_at = now() - interval '1 s'");
  expect(await chooseAny(open.workers)).toHaveLength(9);
  await recovery.takeBackUnclaimed({ olderThanMs: 0 });
  await open.ledger.keepTicket({ ...claimed!, ticket: "job-2" });
  expect(await chooseAny(open.workers)).toHaveLength(10);
});

test("F6: an orphan is adopted by one of two recoveries", async () => {
  const { resultIds } = await open.submitted();
  const claimed = await open.claim(resultIds[0]);
  const recovery = createRecoveryStore(open.workers);
  const found = await recovery.orphans({
    workerIds: [open.workerId],
    spoolId: open.spoolId,
    spooled: [],
    held: [],
    limit: 100,
  });
  expect(found.find((one) => one.attemptId === claimed!.attemptId)).toMatchObject({
    state: "sent",
    spoolId: open.spoolId,
    overdue: false,
    order: { resultId: resultIds[0], prompt: "a fox" },
  });
  const adopted = await Promise.all(
    [1, 2].map(() => recovery.adopt({ ...claimed!, workerId: randomUUID() })),
  );
  expect(adopted.toSorted()).toEqual([2, null]);
});

test("F6, F23: another machine fetches what has a ticket and was not answered; what lies in a spool, or is held, it leaves", async () => {
  const { resultIds } = await open.submitted();
  const claimed = await open.claim(resultIds[0]);
  const recovery = createRecoveryStore(open.workers);
  const seen = async (held: string[] = []) => {
    const found = await recovery.orphans({
      workerIds: [open.workerId],
      spoolId: randomUUID(),
      spooled: [],
      held,
      limit: 100,
    });
    return found.find((one) => one.attemptId === claimed!.attemptId)?.ticket;
  };
  expect(await seen()).toBeUndefined();
  await open.ledger.keepTicket({ ...claimed!, ticket: "job-1" });
  expect(await seen()).toBe("job-1");
  expect(await seen([resultIds[0]!])).toBeUndefined();
  await open.ledger.received(claimed!);
  expect(await seen()).toBeUndefined();
});

test("F8: a worker taken for dead that settles after all completes the result, and its recovery finds nothing to do", async () => {
  const { resultIds, executionId } = await open.submitted();
  const frozen = await open.claim(resultIds[0]);
  const fence = await createRecoveryStore(open.workers).adopt({
    ...frozen!,
    workerId: randomUUID(),
  });
  expect(fence).toBe(2);
  await open.ledger.settle({
    ...frozen!,
    settlement: pictureSettled,
    picture: picture("awake"),
    drawnInMs: 1,
  });
  await open.ledger.settle({
    ...frozen!,
    settlement: { ...doubt, outcome: "died" },
    picture: null,
    drawnInMs: null,
  });
  expect((await open.find(executionId)).counts).toMatchObject({
    completed: 1,
    processing: 0,
    costMicros: 40_000,
    possibleMicros: 0,
  });
});
