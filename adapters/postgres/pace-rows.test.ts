import type { Allowance } from "@bunch/core/pace/allowance";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createDispatchStore } from "./dispatch-store.ts";
import { anyPace } from "./testing/choose-any.ts";
import { openLedger, pictureSettled } from "./testing/open-ledger.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterAll(() => open?.close());
beforeEach(async () => {
  for (const table of ["workflow_executions", "workflows", "paces", "pace_news"])
    await open.owner.query(`delete from ${table}`);
});

const sealed = (account: string) => ({
  encrypted: "00",
  iv: "01",
  authTag: "02",
  salt: "03",
  keyId: "04",
  account,
});
const prompts = (count: number) => Array.from({ length: count }, (_, n) => `a fox, number ${n}`);
const modelId = "simulator";
const look = (allowances: (Allowance & { account: string })[] = [], forNew = anyPace) =>
  createDispatchStore(open.workers).chooseNext({
    deadWorkerIds: [],
    allowances: allowances.map((one) => ({ ...one, modelId })),
    forNew,
  });

test("D1: of each account no more is chosen than its pace allows, and one that waits leaves the slots to the others", async () => {
  await open.submitted({ prompts: prompts(20), sealedKey: sealed("slow") });
  await open.submitted({ prompts: prompts(20), sealedKey: sealed("closed") });
  const fast = await open.submitted({ prompts: prompts(20), sealedKey: sealed("fast") });
  const allowances = [
    { account: "slow", inFlight: 5, starts: 1, startsUpTo: 2 },
    { account: "closed", inFlight: 0, starts: 0, startsUpTo: 0 },
    { account: "fast", inFlight: 5, starts: 100, startsUpTo: 0 },
  ];
  const first = await look(allowances);
  const counts = (choice: typeof first) =>
    Object.fromEntries(
      [...Map.groupBy(choice.chosen, ({ account }) => account)].map(([account, of]) => [
        account,
        of.length,
      ]),
    );
  expect(counts(first)).toEqual({ slow: 2, fast: 5 });
  expect(first.slots).toBe(10);
  // What is handed out counts as in flight; of the slow one the burst is used up.
  const second = await look(allowances);
  expect(counts(second)).toEqual({ slow: 1 });
  expect(second.accounts.toSorted((a, b) => (a.account < b.account ? -1 : 1))).toEqual([
    { account: "closed", modelId, inFlight: 0, hasWaiting: true },
    { account: "fast", modelId, inFlight: 5, hasWaiting: true },
    { account: "slow", modelId, inFlight: 2, hasWaiting: true },
  ]);
  expect(fast.resultIds.length).toBe(20);
});

test("D1: batches of one key share its pace, in turns", async () => {
  const big = await open.submitted({ prompts: prompts(40), sealedKey: sealed("one") });
  const small = await open.submitted({ prompts: prompts(3), sealedKey: sealed("one") });
  const { chosen } = await look([{ account: "one", inFlight: 6, starts: 6, startsUpTo: 0 }]);
  const ids = chosen.map(({ resultId }) => resultId);
  expect(small.resultIds.filter((id) => ids.includes(id))).toHaveLength(3);
  expect(big.resultIds.filter((id) => ids.includes(id))).toHaveLength(3);
});

test("T1, T13: how a call was met is told to the dispatcher once, with its settlement; a limit closes the account's gate for all who watch", async () => {
  const mine = await open.submitted({ prompts: prompts(3), sealedKey: sealed("one") });
  const other = await open.submitted({ prompts: prompts(1), sealedKey: sealed("one") });
  const foreign = await open.submitted({ prompts: prompts(1), sealedKey: sealed("two") });
  const claims = await Promise.all(mine.resultIds.map((id) => claimAs("one", id)));
  const refused: Settlement = {
    ...pictureSettled,
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: 0 },
  };
  const message = "The provider asks to go slower.";
  const limited = { is: "limited", waitMs: 60_000, perMinute: 60, message } as const;
  const told: Settlement[] = [
    { ...refused, outcome: "rate_limited", pace: limited },
    { ...refused, outcome: "overloaded", pace: { is: "overloaded" } },
    { ...refused, outcome: "provider_failed", pace: { is: "answered" } },
  ];
  for (const [index, settlement] of told.entries())
    await open.ledger.settle({
      attemptId: claims[index]!.attemptId,
      settlement,
      picture: null,
      drawnInMs: 1,
    });
  const { news, chosen } = await look();
  // Nothing goes out with the very look that tells a limit, but to others.
  expect(chosen.map(({ account }) => account)).toEqual(["two"]);
  // An answer in earnest goes without saying while nothing fails.
  expect(news).toEqual([
    {
      account: "one",
      modelId,
      news: { is: "limited", callId: mine.resultIds[0], waitMs: 60_000, perMinute: 60 },
    },
    { account: "one", modelId, news: { is: "overloaded", callId: mine.resultIds[1] } },
  ]);
  expect((await look([], { inFlight: 0, starts: 0, startsUpTo: 0 })).news).toEqual([]);
  for (const { executionId } of [mine, other])
    expect((await open.find(executionId)).waiting).toMatchObject({
      code: "rate_limited",
      message,
      perMinute: 60,
    });
  expect((await open.find(foreign.executionId)).waiting).toBeNull();
});

test("T1: news that waited for a dispatcher are as old as they are: a limit is waited for to its end, an old failure is none", async () => {
  const tell = (kind: string, waitMs: number | null, agoSeconds: number) =>
    open.owner.query(
      `insert into pace_news (account, model, result_id, kind, wait_ms, told_at)
       values ('one', $1, gen_random_uuid(), $2, $3, clock_timestamp() - $4 * interval '1 second')`,
      [modelId, kind, waitMs, agoSeconds],
    );
  await tell("limited", 600_000, 500);
  await tell("limited", 30_000, 500);
  await tell("failed", null, 61);
  await tell("overloaded", null, 2);
  const { news } = await look();
  expect(news.map(({ news: { is } }) => is).toSorted()).toEqual(["limited", "overloaded"]);
  const limited = news.find(({ news: { is } }) => is === "limited")?.news;
  const waitMs = limited?.is === "limited" ? limited.waitMs : null;
  // Less what has passed since it was told.
  expect(waitMs).toBeLessThanOrEqual(100_000);
  expect(waitMs).toBeGreaterThan(70_000);
});

test("T10: what lies with a worker that is gone holds no call of its account back", async () => {
  const { resultIds } = await open.submitted({ prompts: prompts(3), sealedKey: sealed("one") });
  await claimAs("one", resultIds[0] ?? "");
  const single = [{ account: "one", inFlight: 1, starts: 1, startsUpTo: 0 }];
  expect((await look(single)).chosen).toEqual([]);
  await open.owner.query(
    "update workflow_batch_results set worker_id = gen_random_uuid() where worker_id is not null",
  );
  expect((await look(single)).chosen).toHaveLength(1);
});

test("T1, D1: a gate that the allowance has not heard of holds back what is chosen, too", async () => {
  await open.submitted({ prompts: prompts(3), sealedKey: sealed("one") });
  const findings = { limit: 4, slowStart: false, perSecond: null };
  const kept = { account: "one", modelId, findings, isFailing: false, outageMs: 60_000 };
  await createDispatchStore(open.workers).keepPaces([kept]);
  expect((await look()).chosen).toEqual([]);
});

test("T10: after failures an answer in earnest is told; an outage is shown as what is waited for", async () => {
  const one = await open.submitted({ prompts: prompts(2), sealedKey: sealed("one") });
  const store = createDispatchStore(open.workers);
  const findings = { limit: 4, slowStart: false, perSecond: null };
  const kept = { account: "one", modelId, findings, isFailing: true, outageMs: 0 };
  await store.keepPaces([kept]);
  const claim = await claimAs("one", one.resultIds[0] ?? "");
  await open.ledger.settle({
    attemptId: claim.attemptId,
    settlement: {
      ...pictureSettled,
      outcome: "refused",
      result: { to: "failed", code: "refused", message: "" },
      pace: { is: "answered" },
    },
    picture: null,
    drawnInMs: 1,
  });
  const { news } = await look();
  expect(news).toEqual([
    { account: "one", modelId, news: { is: "answered", callId: one.resultIds[0] } },
  ]);
  await store.keepPaces([{ ...kept, outageMs: 60_000 }]);
  const { waiting } = await open.find(one.executionId);
  expect(waiting).toMatchObject({ code: "provider_overloaded", perMinute: null });
  expect(Date.parse(waiting?.until ?? "")).toBeGreaterThan(Date.now() + 30_000);
});

test("T11: what was found out is there for the next dispatcher, and forgotten once it is old", async () => {
  const store = createDispatchStore(open.workers);
  const findings = { limit: 17.5, slowStart: false, perSecond: 1.25 };
  const who = { account: "one", modelId };
  await store.keepPaces([{ ...who, findings, isFailing: false, outageMs: 0 }]);
  expect(await store.loadPaces()).toEqual([{ ...who, findings, gateMs: 0 }]);
  await store.keepPaces([
    { ...who, findings: { ...findings, limit: 3 }, isFailing: true, outageMs: 30_000 },
  ]);
  const [again] = await store.loadPaces();
  expect(again).toMatchObject({ ...who, findings: { ...findings, limit: 3 } });
  expect(again?.gateMs).toBeGreaterThan(20_000);
  await open.owner.query("update paces set updated_at = now() - interval '2 hours'");
  expect(await store.loadPaces()).toEqual([]);
  await open.owner.query("update paces set updated_at = now() - interval '8 days'");
  await store.loadPaces();
  expect((await open.owner.query("select from paces")).rowCount).toBe(0);
});

test("T14: a clock that was put back makes nobody wait for the time it lost", async () => {
  const one = await open.submitted({ prompts: prompts(3), sealedKey: sealed("one") });
  // As rows look that were written before the clock was put back by two hours.
  await open.owner.query(
    "update workflow_batch_results set not_before = now() + interval '2 hours'",
  );
  await open.owner.query(
    "update workflow_executions set hold_until = now() + interval '2 hours', hold_code = 'disk_full'",
  );
  expect((await look()).chosen).toHaveLength(3);
  expect(await claimAs("one", one.resultIds[0] ?? "")).not.toBeNull();
  const store = createDispatchStore(open.workers);
  const [dead, alive] = [crypto.randomUUID(), crypto.randomUUID()];
  await store.holdLease({ holder: dead, forMs: 7_200_000 });
  expect(await store.holdLease({ holder: alive, forMs: 10_000 })).toBe(true);
  expect(await store.holdLease({ holder: dead, forMs: 10_000 })).toBe(false);
});

test("T14: and so with a gate: what a limit told before the clock was put back closes nothing, and is not carried on", async () => {
  const { resultIds } = await open.submitted({ prompts: prompts(2), sealedKey: sealed("one") });
  const store = createDispatchStore(open.workers);
  const findings = { limit: 9, slowStart: true, perSecond: null };
  const kept = { account: "one", modelId, findings, isFailing: false };
  await store.keepPaces([{ ...kept, outageMs: 60_000 }]);
  await expect(claimAs("one", resultIds[0] ?? "")).rejects.toThrow("could not be claimed");
  // As the row looks that was written before the clock was put back by twenty minutes.
  await open.owner.query(
    "update paces set gate_until = gate_until + interval '20 minutes', updated_at = updated_at + interval '20 minutes'",
  );
  await open.owner.query("update workflow_batch_results set not_before = now()");
  expect(await store.loadPaces()).toEqual([{ account: "one", modelId, findings, gateMs: 0 }]);
  await claimAs("one", resultIds[0] ?? "");
  await store.keepPaces([{ ...kept, outageMs: 0 }]);
  await claimAs("one", resultIds[1] ?? "");
  const { rows } = await open.owner.query("select gate_until from paces");
  expect(rows).toEqual([{ gate_until: null }]);
});

async function claimAs(account: string, resultId: string) {
  const claim = await open.ledger.claim({
    resultId,
    workerId: open.workerId,
    account,
    ceilingMicros: 1,
    deadlineMs: 60_000,
  });
  if (!claim) throw new Error(`${resultId} could not be claimed.`);
  return claim;
}

test("T1, D3: a claim that waited for a limit's settlement sees it: nothing is claimed while the gate is closed", async () => {
  const { resultIds } = await open.submitted({ prompts: prompts(2), sealedKey: sealed("one") });
  const claim = await claimAs("one", resultIds[0] ?? "");
  await open.ledger.settle({
    attemptId: claim.attemptId,
    settlement: {
      ...pictureSettled,
      outcome: "rate_limited",
      attempt: "refused",
      costMicros: 0,
      result: { to: "pending", afterMs: 0 },
      pace: { is: "limited", waitMs: 60_000, perMinute: null, message: "Slower." },
    },
    picture: null,
    drawnInMs: 1,
  });
  await expect(claimAs("one", resultIds[1] ?? "")).rejects.toThrow("could not be claimed");
  await open.owner.query("update paces set gate_until = now()");
  // It was given back for a moment.
  await open.owner.query("update workflow_batch_results set not_before = now()");
  expect(await claimAs("one", resultIds[1] ?? "")).not.toBeNull();
});
