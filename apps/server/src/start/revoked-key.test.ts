import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

const slots = 3;
const good = 6;
const keys = { first: "AIzaFirstKey-1111", second: "AIzaSecondKey-2222" };
const prompts = Array.from({ length: 20 }, (_, n) => `picture ${n}`);
let emulator: Emulator;
let bunch: Bunch;
const { execute, post, settled } = recordingCaller(() => bunch.url);

beforeEach(async () => {
  emulator = await startEmulator({
    tinyPictures: true,
    latency: { kind: "fixed", ms: 100 },
    revokeKeyAfterCalls: { [keys.first]: good },
  });
  bunch = await startBunch({
    dataDir: await makeTestFolder(),
    env: { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: String(slots) },
  });
});
afterEach(async () => {
  await bunch.stop();
  await emulator.stop();
});

const callsOf = (key: string) =>
  emulator.calls().filter(({ keyLastFour }) => keyLastFour === key.slice(-4));

test("R6, X3: a key that is revoked midway pauses the batch with the reason, what is in flight ends, and another key draws the rest", async () => {
  const id = await execute({ api_key: keys.first, prompts });
  const paused = await settled(id);
  expect(paused).toMatchObject({ status: "paused", reason: { code: "bad_key" } });
  expect(paused.stats).toMatchObject({ successful: good, failed: 0, possible_cost: 0 });
  // The first refusal pauses; only what was in flight beside it can meet the same.
  const withFirst = callsOf(keys.first).length;
  expect(withFirst).toBeGreaterThan(good);
  expect(withFirst).toBeLessThanOrEqual(good + slots);

  const resumed = await post(`/api/executions/${id}/resume`, { api_key: keys.second });
  expect(resumed.status).toBe(200);
  expect(await settled(id)).toMatchObject({
    status: "completed",
    reason: null,
    stats: { successful: prompts.length, failed: 0, possible_cost: 0 },
  });
  expect(callsOf(keys.first)).toHaveLength(withFirst);
  expect(callsOf(keys.second)).toHaveLength(prompts.length - good);
  expect(emulator.bill().billedCalls).toBe(prompts.length);
});
