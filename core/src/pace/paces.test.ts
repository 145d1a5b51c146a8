import { expect, test } from "vitest";
import type { Choice, PacedAccount } from "../ports/dispatch-store.ts";
import { firstAllowance, startsNow } from "./allowance.ts";
import { Paces } from "./paces.ts";

const one: PacedAccount = { account: "one", modelId: "pro" };
const sameAccount: PacedAccount = { account: "one", modelId: "flash" };
const other: PacedAccount = { account: "other", modelId: "pro" };
const all = [one, sameAccount, other];

/** A look that found these accounts with work waiting. */
function found(over: Partial<Choice> = {}): Choice {
  const accounts = all.map((who) => ({ ...who, inFlight: 0, hasWaiting: true }));
  return { chosen: [], accounts, news: [], slots: 40, workers: 1, free: 40, ...over };
}

function createPaces(over: { ceilingOf?: (modelId: string) => number } = {}): Paces {
  return new Paces({ ceilingOf: () => Infinity, ...over });
}

const heard = (paces: Paces, choice: Choice, nowMs = 0) =>
  paces.heard(choice, { lookedMs: nowMs, heardMs: nowMs });
const startsOf = (paces: Paces, nowMs: number) =>
  Object.fromEntries(
    paces
      .allowances(nowMs)
      .map((each) => [`${each.account} ${each.modelId}`, startsNow(each, 0)] as const),
  );
const limited = (who: PacedAccount, waitMs: number) => ({
  ...who,
  news: { is: "limited" as const, callId: "call", waitMs, perMinute: null },
});

test("T1: a refusal closes the gate of its account and model alone, until its time is over", () => {
  const paces = createPaces();
  heard(paces, found({ news: [limited(one, 20_000)] }));
  expect(startsOf(paces, 19_999)).toEqual({ "one pro": 0, "one flash": 10, "other pro": 10 });
  expect(startsOf(paces, 20_000)["one pro"]).toBeGreaterThan(0);
});

test("T1: the wait counts from when it was heard of, however long the look took", () => {
  const paces = createPaces();
  paces.heard(found({ news: [limited(one, 2000)] }), { lookedMs: 0, heardMs: 50_000 });
  expect(startsOf(paces, 51_999)["one pro"]).toBe(0);
  expect(startsOf(paces, 52_000)["one pro"]).toBeGreaterThan(0);
});

test("T1: the next look is worth its while when the first gate opens behind which work waits", () => {
  const paces = createPaces();
  heard(paces, found({ news: [limited(one, 20_000), limited(other, 5000)] }));
  expect(paces.opensAtMs(0)).toBe(5000);
  const idle = all.map((who) => ({ ...who, inFlight: 0, hasWaiting: who !== other }));
  heard(paces, found({ accounts: idle }));
  expect(paces.opensAtMs(0)).toBe(20_000);
  expect(paces.opensAtMs(20_000)).toBe(Infinity);
});

test("T2: an account of which nothing is known may start ten", () => {
  const paces = createPaces();
  expect(paces.allowances(0)).toEqual([]);
  expect(paces.forNew).toEqual(firstAllowance);
  expect(startsNow(paces.forNew, 0)).toBe(10);
});

test("T5: no account gets more than the workers have slots for, nor than its model is worth on this machine", () => {
  const paces = createPaces({ ceilingOf: (modelId) => (modelId === "flash" ? 2 : Infinity) });
  heard(paces, found({ slots: 6 }));
  expect(paces.allowances(0).map(({ inFlight }) => inFlight)).toEqual([6, 2, 6]);
  heard(paces, found({ slots: 0 }));
  expect(paces.allowances(0).map(({ inFlight }) => inFlight)).toEqual([1, 1, 1]);
});

test("T2: what was handed out counts as started", () => {
  const paces = createPaces();
  const chosen = Array.from({ length: 10 }, (_, index) => ({
    ...one,
    resultId: `${index}`,
    executionId: "e1",
    traceparent: null,
  }));
  heard(paces, found({ chosen }), 1000);
  const [allowance] = paces.allowances(1000);
  expect(allowance?.starts).toBe(0);
  expect(paces.opensAtMs(1000)).toBe(1050);
});

test("T11: what was found out is kept when it has changed, and only then", () => {
  const paces = createPaces();
  heard(paces, found());
  expect(paces.toKeep(0)).toHaveLength(3);
  expect(paces.toKeep(1000)).toEqual([]);
  const overloaded = { ...one, news: { is: "failed" as const, callId: "call" } };
  heard(paces, found({ news: [overloaded] }), 1000);
  expect(paces.toKeep(1000)).toEqual([
    {
      ...one,
      findings: { limit: 10, slowStart: true, perSecond: null },
      isFailing: true,
      outageMs: 0,
    },
  ]);
});

test("T11, T10: an outage is kept with what is left of it", () => {
  const paces = createPaces();
  const failed = Array.from({ length: 10 }, () => ({
    ...one,
    news: { is: "failed" as const, callId: "call" },
  }));
  heard(paces, found({ news: failed }));
  expect(paces.toKeep(2000).find((kept) => kept.account === "one")?.outageMs).toBe(3000);
});

test("T11: the next dispatcher goes on from what was found, and from a gate that is still closed", () => {
  const findings = { limit: 17, slowStart: false, perSecond: 2 };
  const paces = createPaces();
  paces.takeUp([{ ...one, findings, gateMs: 3000 }], 0);
  const [kept] = paces.toKeep(0);
  expect(kept?.findings).toEqual(findings);
  expect(startsOf(paces, 2999)).toEqual({ "one pro": 0 });
  expect(startsOf(paces, 3000)).toEqual({ "one pro": 1 });
});

test("T11: who dispatches again after another goes on from what that one kept, not from what it knew itself", () => {
  const paces = createPaces();
  heard(paces, found());
  const findings = { limit: 17, slowStart: true, perSecond: null };
  paces.takeUp([{ ...one, findings, gateMs: 20_000 }], 0);
  expect(startsOf(paces, 19_999)).toEqual({ "one pro": 0 });
  expect(startsOf(paces, 20_000)["one pro"]).toBeGreaterThan(0);
});

test("T11: an account without work for an hour is forgotten here, and no other", () => {
  const paces = createPaces();
  heard(paces, found());
  const accounts = [{ ...one, inFlight: 0, hasWaiting: true }];
  heard(paces, found({ accounts }), 3_600_001);
  paces.toKeep(3_600_001);
  expect(
    paces.allowances(3_600_001).map(({ account, modelId }) => `${account} ${modelId}`),
  ).toEqual(["one pro"]);
});
