import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pictures } from "../http/testing/pictures.ts";
import { eventsOf } from "./testing/events-of.ts";
import { expectPicture } from "./testing/expect-picture.ts";
import { moneyOf } from "./testing/money-of.ts";
import { type Emulated, startEmulated } from "./testing/start-emulated.ts";

/** How batches go on after what stopped them, and whole batches with all of it mixed. One after the other: they set the provider up. */
let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated({
    emulator: { seed: 20261123, tinyPictures: false },
    env: { HEARTBEAT_MS: "200" },
  });
});
afterAll(() => emulated.stop());

const slots = 10;

test("a bad key, then a good one: paused, resumed, completed, each picture paid once", async () => {
  const { emulator } = emulated;
  const bad = "AIzaTheBadKey0bad";
  const good = "AIzaTheGoodKey0own";
  emulator.configure({ acceptedKeys: [good] });
  const total = slots + 5;
  const batch = await emulated.submit(
    Array.from({ length: total }, (_, n) => `keys ${n}`),
    { key: bad },
  );
  const paused = await emulated.paused(batch);
  expect(paused.execution.reason).toMatchObject({ code: "bad_key", until: null });
  expect(paused.execution.reason?.message).toContain("API key not valid.");
  expect(JSON.stringify(paused.execution)).not.toContain(bad);
  expect(paused.calls.length).toBeLessThanOrEqual(slots);

  // Resumed without another key it stops again, for the same reason.
  await emulated.bunch.client.resume(batch.id);
  const again = await emulated.paused(batch);
  expect(again.execution.reason?.code).toBe("bad_key");

  await emulated.bunch.client.resume(batch.id, { api_key: good });
  const seen = await emulated.ended({ ...batch, key: good });
  expect(seen.execution).toMatchObject({ status: "completed", reason: null });
  expect(seen.execution.stats).toMatchObject({ successful: total, failed: 0 });
  expect(seen.calls).toHaveLength(total);
  expect(seen.results.map((result) => result.attempts)).toEqual(Array(total).fill(1));
  const money = moneyOf(seen);
  expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  emulator.configure({ acceptedKeys: null });
});

test("a key revoked midway: what was drawn stays, the rest waits, and another key draws it", async () => {
  const { emulator } = emulated;
  const revoked = "AIzaRevokedMidway0mid";
  const other = "AIzaAnotherKey0oth";
  emulator.configure({ revokeKeyAfterCalls: { [revoked]: 12 } });
  const total = 20;
  const batch = await emulated.submit(
    Array.from({ length: total }, (_, n) => `revoked ${n}`),
    { key: revoked },
  );
  const paused = await emulated.paused(batch);
  expect(paused.execution.reason?.code).toBe("bad_key");
  expect(paused.execution.stats).toMatchObject({ successful: 12, failed: 0, pending: total - 12 });
  await emulated.bunch.client.resume(batch.id, { api_key: other });
  const seen = await emulated.ended({ ...batch, key: other });
  expect(seen.execution).toMatchObject({ status: "completed", stats: { successful: total } });
  const calls = [...paused.calls, ...seen.calls];
  expect(calls.filter((call) => call.billed)).toHaveLength(total);
  const money = moneyOf({ ...seen, calls });
  expect(money).toMatchObject({ settled: money.billed, possible: 0 });
});

test("a per-day limit: the batch goes on by itself once the moment has come", async () => {
  const batch = await emulated.submit("tomorrow [[rate_day,ok]]");
  const paused = await emulated.paused(batch);
  expect(paused.execution.reason?.code).toBe("daily_quota");
  expect(paused.calls).toHaveLength(1);
  // Midnight comes a little early.
  const client = new pg.Client({ connectionString: emulated.connectionString });
  await client.connect();
  await client.query(
    `update workflow_executions
     set paused_reason = jsonb_set(paused_reason, '{until}', to_jsonb(now())) where id = $1`,
    [batch.id],
  );
  await client.end();
  const seen = await emulated.ended(batch);
  await expectPicture(seen.results[0], seen.calls);
  expect(seen.calls).toHaveLength(2);
  expect(seen.results[0]?.attempts).toBe(1);
  expect(moneyOf(seen).settled).toBe(seen.calls[1]?.costMicros);
});

test("I1, I3, I4, I8: thirty prompts among refusals for pace, overload and the model's own no", async () => {
  const { emulator } = emulated;
  emulator.reset();
  emulator.configure({
    latency: { kind: "uniform", minMs: 20, maxMs: 120 },
    probabilities: { "rate_minute:0.3": 0.1, unavailable_503: 0.05, prohibited_content: 0.03 },
  });
  const total = 30;
  const batch = await emulated.submit(Array.from({ length: total }, (_, n) => `mixed ${n}`));
  const seen = await emulated.ended(batch);
  const { execution, results, calls } = seen;
  const bill = emulator.bill();
  const { ok = 0, rate_minute = 0, unavailable_503 = 0, prohibited_content = 0 } = bill.byScenario;
  // The seed has all of it in store.
  for (const times of [rate_minute, unavailable_503, prohibited_content])
    expect(times).toBeGreaterThan(0);
  expect(execution.status).toBe("completed");
  expect(execution.stats).toMatchObject({
    total_results: total,
    successful: ok,
    failed: prohibited_content,
    cancelled: 0,
    pending: 0,
    completion_percentage: 100,
    possible_cost: 0,
  });
  expect(ok + prohibited_content).toBe(total);
  expect(bill.billedCalls).toBe(total);
  expect(calls).toHaveLength(total + rate_minute + unavailable_503);
  for (const result of results) {
    const mine = calls.filter((call) => call.prompt === result.prompt_text);
    const counted = mine.filter((call) => call.scenario !== "rate_minute");
    expect(result.attempts).toBe(counted.length);
    if (result.status === "completed") await expectPicture(result, calls);
    else expect(result).toMatchObject({ status: "failed", error_code: "refused" });
    const billed = mine.reduce((sum, call) => sum + call.costMicros, 0);
    expect(Math.round((result.api_cost ?? -1) * 1e6)).toBe(billed);
  }
  const money = moneyOf(seen);
  expect(money).toEqual({ settled: bill.costMicros, possible: 0, billed: bill.costMicros });
  expect(bill.maxInFlight).toBeGreaterThan(1);
  expect(bill.maxInFlight).toBeLessThanOrEqual(slots);
  await walksOnlyTheArrows(batch, results);
  emulator.reset();
});

test("what is drawn again is drawn again at once, though its last run still tidies up", async () => {
  emulated.emulator.configure({ tinyPictures: true });
  const total = 40;
  const batch = await emulated.submit(
    Array.from({ length: total }, (_, n) => `at once ${n} [[no_image*2,ok]]`),
  );
  const seen = await emulated.ended(batch);
  expect(seen.execution.stats).toMatchObject({ successful: total, failed: 0 });
  expect(seen.calls).toHaveLength(3 * total);
  const gapsMs = seen.results.flatMap(({ prompt_text }) => {
    const mine = seen.calls.filter((call) => call.prompt === prompt_text);
    return mine
      .slice(1)
      .map((call, n) => Date.parse(call.receivedAt) - Date.parse(mine[n]?.finishedAt ?? ""));
  });
  // A result that is handed out and not taken would be missed only after fifteen seconds.
  expect(Math.max(...gapsMs)).toBeLessThan(10_000);
  emulated.emulator.configure({ tinyPictures: false });
});

test("both references reach the model in each call, and each picture is the model's, bit for bit", async () => {
  const total = 12;
  const batch = await emulated.submit(
    Array.from({ length: total }, (_, n) => `with references ${n}`),
    {
      references: [
        new Blob([pictures.png], { type: "image/png" }),
        new Blob([pictures.jpeg], { type: "image/jpeg" }),
      ],
    },
  );
  const seen = await emulated.ended(batch);
  expect(seen.execution.stats).toMatchObject({ successful: total, failed: 0 });
  expect(seen.calls).toHaveLength(total);
  for (const call of seen.calls)
    expect(call.references.map(({ mimeType, sha256 }) => [mimeType, sha256])).toEqual([
      ["image/png", sha256Of(pictures.png)],
      ["image/jpeg", sha256Of(pictures.jpeg)],
    ]);
  for (const [index, result] of seen.results.entries()) {
    expect(result).toMatchObject({
      batch_index: index,
      prompt_text: `with references ${index}`,
      attempts: 1,
      warnings: [],
    });
    await expectPicture(result, seen.calls);
    const call = seen.calls.find((one) => one.prompt === result.prompt_text);
    expect(Math.round((result.api_cost ?? -1) * 1e6)).toBe(call?.costMicros);
  }
  expect(new Set(seen.results.map((result) => result.result_url)).size).toBe(total);
  const money = moneyOf(seen);
  expect(money).toMatchObject({ settled: money.billed, possible: 0 });
});

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** I1: pending → processing → back, any number of times, then one end. */
async function walksOnlyTheArrows(
  batch: { id: string },
  results: { id: string; status: string }[],
) {
  const events = await eventsOf(emulated, batch);
  for (const { id, status } of results) {
    const path = events.flatMap((event) =>
      "result" in event && event.result.id === id ? [event.type.replace("result.", "")] : [],
    );
    expect(path.join(" ")).toMatch(new RegExp(`^(started postponed )*started ${status}$`, "u"));
  }
}
