import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawCall } from "../../test/raw-call.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { Limits } from "./limits.ts";
import type { LimitBounds } from "./limits.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const unbounded: LimitBounds = {
  requestsPerMinute: null,
  imagesPerMinute: null,
  tokensPerMinute: null,
  windowMs: 60_000,
  bucket: null,
  requestsPerDay: null,
  callsAtOnce: null,
  callsAtOnceHintSeconds: null,
  spendPerTenMinutesMicros: null,
  spendWindowMs: 600_000,
  spendPerMonthMicros: null,
  prepaidMicros: null,
};
const call = (project: string, promptTokens = 10) => ({
  project,
  model: "m",
  promptTokens,
});

test("a window lets so many start and tells when the oldest of them leaves it", () => {
  const limits = new Limits();
  const bounds = { ...unbounded, requestsPerMinute: 2 };
  expect(limits.enter(call("a"), 0, bounds)).toEqual({ go: true });
  expect(limits.enter(call("a"), 10_000, bounds)).toEqual({ go: true });
  expect(limits.enter(call("a"), 25_000, bounds)).toEqual({
    go: false,
    limit: "minute",
    bound: 2,
    delaySeconds: 35,
  });
  expect(limits.enter(call("b"), 25_000, bounds)).toEqual({ go: true });
  expect(limits.enter(call("a"), 60_000, bounds)).toEqual({ go: true });
  expect(limits.enter(call("a"), 60_001, bounds)).toMatchObject({ delaySeconds: 9.999 });
});

test("pictures and tokens have windows of their own, and a refused call takes nothing from either", () => {
  const limits = new Limits();
  const bounds = { ...unbounded, imagesPerMinute: 3, tokensPerMinute: 100 };
  expect(limits.enter(call("a", 60), 0, bounds)).toEqual({ go: true });
  expect(limits.enter(call("a", 60), 1000, bounds)).toEqual({
    go: false,
    limit: "tokens",
    bound: 100,
    delaySeconds: 59,
  });
  expect(limits.enter(call("a", 40), 2000, bounds)).toEqual({ go: true });
  expect(limits.enter(call("a", 0), 3000, bounds)).toEqual({ go: true });
  expect(limits.enter(call("a", 0), 4000, bounds)).toMatchObject({
    limit: "images",
    delaySeconds: 56,
  });
});

test("a bucket gives its burst at once and then its rate, and its hint is the truth", () => {
  const limits = new Limits();
  const bounds = { ...unbounded, bucket: { perSecond: 2, burst: 3 } };
  const starts = (fromMs: number, calls: number): number[] => {
    const accepted: number[] = [];
    let nowMs = fromMs;
    for (let asked = 0; asked < 100 && accepted.length < calls; asked += 1) {
      const answer = limits.enter(call("a"), nowMs, bounds);
      if (answer.go) accepted.push(nowMs);
      else nowMs += (answer.delaySeconds ?? 0) * 1000;
    }
    return accepted;
  };
  expect(starts(0, 7)).toEqual([0, 0, 0, 500, 1000, 1500, 2000]);
  expect(starts(60_000, 5)).toEqual([60_000, 60_000, 60_000, 60_500, 61_000]);
});

test("a bucket's rate can fall with time, and a wait that reaches over the change is told right", () => {
  const limits = new Limits();
  const bounds = {
    ...unbounded,
    bucket: { perSecond: 2, burst: 1, changes: [{ afterMs: 1000, perSecond: 0.5 }] },
  };
  const at = (nowMs: number) => limits.enter(call("a"), nowMs, bounds);
  expect(at(0)).toEqual({ go: true });
  expect(at(0)).toMatchObject({ limit: "bucket", delaySeconds: 0.5 });
  expect(at(500)).toEqual({ go: true });
  expect(at(750)).toMatchObject({ delaySeconds: 0.25 });
  expect(at(1000)).toEqual({ go: true });
  expect(at(1000)).toMatchObject({ delaySeconds: 2 });
  expect(at(2999)).toMatchObject({ go: false });
  expect(at(3000)).toEqual({ go: true });
});

test("a day ends at midnight in California, not in Greenwich", () => {
  const limits = new Limits();
  const bounds = { ...unbounded, requestsPerDay: 1 };
  const at = (time: string) => limits.enter(call("a"), Date.parse(time), bounds);
  expect(at("2026-11-23T20:00:00Z")).toEqual({ go: true });
  expect(at("2026-11-24T07:59:59Z")).toMatchObject({ limit: "day", delaySeconds: null });
  expect(at("2026-11-24T08:00:00Z")).toEqual({ go: true });
});

test("money is the project's, over all models: per ten minutes, per month and prepaid", () => {
  const limits = new Limits();
  const startMs = Date.parse("2026-11-30T12:00:00Z");
  const at = (minutes: number, bounds: Partial<LimitBounds>) => {
    const answer = limits.enter(call("a"), startMs + minutes * 60_000, {
      ...unbounded,
      ...bounds,
    });
    return answer.go ? "go" : answer.limit;
  };
  limits.spendingOf("a").charge(600, startMs);
  limits.spendingOf("a").charge(400, startMs + 5 * 60_000);
  expect(at(5, { spendPerTenMinutesMicros: 1001 })).toBe("go");
  expect(at(5, { spendPerTenMinutesMicros: 1000 })).toBe("spend_rate");
  expect(at(10, { spendPerTenMinutesMicros: 1000 })).toBe("go");
  expect(at(10, { spendPerMonthMicros: 1000 })).toBe("month");
  // December begins in California eight hours after it does in Greenwich.
  expect(at(20 * 60 - 1, { spendPerMonthMicros: 1000 })).toBe("month");
  expect(at(20 * 60, { spendPerMonthMicros: 1000 })).toBe("go");
  expect(at(20 * 60, { prepaidMicros: 1000 })).toBe("prepaid");
  expect(limits.enter(call("b"), startMs, { ...unbounded, prepaidMicros: 1 })).toEqual({
    go: true,
  });
});

const price = Math.ceil(3 * 1.5 + 900 * 7.5 + 1120 * 30);

test.each<[string, Partial<EmulatorOptions>, number, string, RegExp | null]>([
  ["one picture a minute", { imagesPerMinute: 1 }, 429, "PerMinute", /^[\d.]{1,12}s$/u],
  ["tokens a minute", { tokensPerMinute: 3 }, 429, "InputTokensPerModelPerMinute", /^[\d.]+s$/u],
  ["a bucket", { bucket: { perSecond: 0.1, burst: 1 } }, 429, "PerMinute", /^9\.\d{1,9}s$/u],
  ["a day", { requestsPerDay: 1, retryDelaySeconds: 7.5 }, 429, "PerDay", /^7\.5s$/u],
  [
    "money in ten minutes",
    { spendPerTenMinutesMicros: price },
    429,
    "spend-based rate limit",
    null,
  ],
  ["money in a month", { spendPerMonthMicros: 1 }, 429, "monthly spending cap", null],
  ["prepaid money", { prepaidMicros: price }, 402, "prepayment credits are depleted", null],
])(
  "beyond %s a call is refused with the provider's own body, for nothing",
  async (_, options, status, words, delay) => {
    emulator.configure(options);
    expect((await rawCall({ url: emulator.url })).status).toBe(200);
    const refused = await rawCall({ url: emulator.url });
    expect(refused.status).toBe(status);
    expect(refused.text).toContain(words);
    const told = /"retryDelay": "([^"]+)"/u.exec(refused.text)?.[1];
    if (delay) expect(told).toMatch(delay);
    else expect(told).toBeUndefined();
    expect(emulator.bill()).toMatchObject({ calls: 2, billedCalls: 1, costMicros: price });
  },
);

test("the last of the credit may be overdrawn by one call, and the clock brings a new day and a new month", async () => {
  const own = await startEmulator({
    tinyPictures: true,
    clockMs: () => Date.parse("2026-11-23T20:00:00Z") + performance.now(),
  });
  const statusOf = async () => (await rawCall({ url: own.url })).status;
  own.configure({ prepaidMicros: price + 1 });
  expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 402]);
  own.configure({ prepaidMicros: null, requestsPerDay: 2, spendPerMonthMicros: price * 3 });
  expect(await statusOf()).toBe(429);
  own.configure({ clockAheadMs: 24 * 3_600_000 });
  expect([await statusOf(), await statusOf()]).toEqual([200, 429]);
  own.configure({ clockAheadMs: 32 * 24 * 3_600_000 });
  expect(await statusOf()).toBe(200);
  await own.stop();
});

test("a call too many at once can be told to come back, after the delay that was set", async () => {
  emulator.configure({
    callsAtOnce: 1,
    callsAtOnceHintSeconds: 2.25,
    latency: { kind: "fixed", ms: 100 },
  });
  const replies = await Promise.all([1, 2].map(() => rawCall({ url: emulator.url })));
  expect(countOf(replies)).toEqual({ 200: 1, 429: 1 });
  expect(replies.find(({ status }) => status === 429)?.text).toContain('"retryDelay": "2.25s"');
});

test("the delay told by a limit a minute is the truth: one call after it is served", async () => {
  // So long that the calls fall into one window on a busy machine, too; only the clock of the provider waits for its end.
  emulator.configure({ requestsPerMinute: 2, windowMs: 40_000 });
  for (let time = 0; time < 2; time += 1)
    expect((await rawCall({ url: emulator.url })).status).toBe(200);
  const refused = await rawCall({ url: emulator.url });
  expect(refused.status).toBe(429);
  expect(refused.text).toContain("PerMinute");
  const seconds = Number(/"retryDelay": "([\d.]+)s"/u.exec(refused.text)?.[1]);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(40);
  emulator.configure({ clockAheadMs: seconds * 1000 + 2 });
  expect((await rawCall({ url: emulator.url })).status).toBe(200);
  expect(emulator.bill()).toMatchObject({
    calls: 4,
    billedCalls: 3,
    byScenario: { "refused by limit": 1 },
  });
});

test("too many calls at once are refused without a hint, for each key on its own unless they share a project", async () => {
  emulator.configure({ callsAtOnce: 2, latency: { kind: "fixed", ms: 100 } });
  const calls = (keys: string[]) =>
    Promise.all(keys.map((key) => rawCall({ url: emulator.url, key })));
  const own = await calls(["AIza-a", "AIza-a", "AIza-a", "AIza-b", "AIza-b"]);
  expect(countOf(own)).toEqual({ 200: 4, 429: 1 });
  expect(own.find((reply) => reply.status === 429)?.text).not.toContain("details");
  emulator.configure({ keysShareLimits: true });
  const shared = await calls(["AIza-a", "AIza-b", "AIza-a"]);
  expect(countOf(shared)).toEqual({ 200: 2, 429: 1 });
});

test("the bill knows the most calls that were ever in flight, by model and by key", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60 } });
  await Promise.all(
    Array.from({ length: 7 }, () => rawCall({ url: emulator.url, key: "AIza-7777" })),
  );
  await rawCall({ url: emulator.url, key: "AIza-1111", model: "gemini-3-pro-image" });
  expect(emulator.bill()).toMatchObject({
    inFlight: 0,
    maxInFlight: 7,
    maxInFlightByKey: { "7777": 7, "1111": 1 },
    maxInFlightByModel: { "gemini-nano-banana-2.1": 7, "gemini-3-pro-image": 1 },
  });
});

test("only accepted keys are served, and a key can be revoked midway, by name or by count", async () => {
  const statusOf = async (key: string | null) => (await rawCall({ url: emulator.url, key })).status;
  emulator.configure({ acceptedKeys: ["AIza-good", "AQ.good"] });
  expect([
    await statusOf("AIza-good"),
    await statusOf("AQ.good"),
    await statusOf("AIza-bad"),
  ]).toEqual([200, 200, 400]);
  expect(await statusOf(null)).toBe(403);
  emulator.configure({ revokedKeys: ["AIza-good"] });
  expect(await statusOf("AIza-good")).toBe(400);
  emulator.configure({ revokeKeyAfterCalls: { "AQ.good": 3 } });
  expect([await statusOf("AQ.good"), await statusOf("AQ.good"), await statusOf("AQ.good")]).toEqual(
    [200, 200, 400],
  );
  const list = await fetch(`${emulator.url}/v1beta/models`, {
    headers: { "x-goog-api-key": "AIza-bad" },
  });
  expect(list.status).toBe(400);
  expect(await list.text()).toContain("API_KEY_INVALID");
});

function countOf(replies: readonly { status: number | null }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of replies) counts[String(status)] = (counts[String(status)] ?? 0) + 1;
  return counts;
}
