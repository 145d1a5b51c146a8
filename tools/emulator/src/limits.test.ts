import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawCall } from "../test/raw-call.ts";
import { Limits } from "./limits.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

test("a window lets so many start and tells when the oldest of them leaves it", () => {
  const limits = new Limits();
  const bounds = { requestsPerMinute: 2, windowMs: 60_000, callsAtOnce: null };
  expect(limits.enter("a", 0, bounds)).toEqual({ go: true });
  expect(limits.enter("a", 10_000, bounds)).toEqual({ go: true });
  expect(limits.enter("a", 25_000, bounds)).toEqual({
    go: false,
    because: "window",
    delaySeconds: 35,
  });
  expect(limits.enter("b", 25_000, bounds)).toEqual({ go: true });
  expect(limits.enter("a", 60_000, bounds)).toEqual({ go: true });
  expect(limits.enter("a", 60_001, bounds)).toMatchObject({ delaySeconds: 9.999 });
});

test("the delay told by a limit a minute is the truth: one call after it is served", async () => {
  emulator.configure({ requestsPerMinute: 2, windowMs: 400 });
  for (let call = 0; call < 2; call += 1)
    expect((await rawCall({ url: emulator.url })).status).toBe(200);
  const refused = await rawCall({ url: emulator.url });
  expect(refused.status).toBe(429);
  expect(refused.text).toContain("PerMinute");
  const seconds = Number(/"retryDelay": "([\d.]+)s"/u.exec(refused.text)?.[1]);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(0.4);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 2));
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
