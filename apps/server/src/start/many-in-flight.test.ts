import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

const slots = 50;
const prompts = Array.from({ length: 80 }, (_, n) => `picture ${n}`);
let emulator: Emulator;
let dataDir: string;
let port: number;
let bunch: Bunch;
const { execute, executionOf, settled } = recordingCaller(() => bunch.url);

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 25_000 } });
  dataDir = await makeTestFolder();
  port = await freePort();
  bunch = await start();
});
afterEach(async () => {
  await bunch.stop();
  await emulator.stop();
});

const start = () =>
  startBunch({
    dataDir,
    port,
    env: { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: String(slots) },
  });

test("F9: a deploy with fifty calls in flight ends them all, settles them and leaves no doubt", async () => {
  const id = await execute({ api_key: "AIzaDeploy", prompts });
  // An unknown account is opened up over seconds; none of them ends before the last has begun, on a busy machine too.
  await until("fifty are in flight", () => emulator.bill().inFlight === slots, {
    withinMs: 30_000,
  });
  bunch.kill("SIGTERM");
  expect(await bunch.ended).toBe(0);
  expect(emulator.calls()).toHaveLength(slots);
  expect(emulator.bill()).toMatchObject({ billedCalls: slots, inFlight: 0, unfinished: 0 });

  emulator.configure({ latency: { kind: "fixed", ms: 50 } });
  bunch = await start();
  const early = (await executionOf(id)).stats;
  expect(early.successful).toBeGreaterThanOrEqual(slots);
  expect(early.possible_cost).toBe(0);
  const { stats } = await settled(id);
  expect(stats).toMatchObject({ successful: prompts.length, failed: 0, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(prompts.length);
}, 180_000);
