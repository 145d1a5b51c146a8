import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";
import { recordingCaller } from "./testing/recording-caller.ts";

const typedKey = "AIzaSyTypedAtFirst0123456789abcdefghij";
const otherKey = "AIzaSyTypedAnew0123456789abcdefghijklm";
const slots = 4;
let emulator: Emulator;
let dataDir: string;
let port: number;
let bunch: Bunch;
const { post, execute, executionOf, settled } = recordingCaller(() => bunch.url);

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 200 } });
  dataDir = await makeTestFolder();
  port = await freePort();
  bunch = await start();
});

afterEach(async () => {
  await bunch?.stop();
  await emulator?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}): Promise<Bunch> {
  return startBunch({
    oneProcess: "the key that it makes itself is exchanged",
    dataDir,
    port,
    env: { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: String(slots), ...env },
  });
}

/** Starts a batch and pauses it in the middle for sure: its first calls have their answers only after that. */
async function pausedMidway(many: number) {
  const prompts = Array.from({ length: many }, (_, n) =>
    n < slots ? `fox ${n} [[hang_before_headers]]` : `fox ${n}`,
  );
  const id = await execute({ api_key: typedKey, prompts });
  await until("each slot waits for an answer", () => emulator.bill().inFlight === slots);
  expect((await post(`/api/executions/${id}/pause`, {})).status).toBe(200);
  await until("what was under way is drawn", async () => {
    emulator.release();
    return (await executionOf(id)).stats.processing === 0;
  });
  return { id, before: await settled(id) };
}

test("another ENCRYPTION_KEY pauses what it cannot open with a sentence, and goes on with the key typed anew", async () => {
  const calls = () => emulator.calls().length;
  const { id, before } = await pausedMidway(12);
  expect(before).toMatchObject({ status: "paused", reason: { code: "user" } });
  await bunch.stop();

  // One at a time: what a second slot has read before the resume could pause the batch once more.
  bunch = await start({ ENCRYPTION_KEY: "5a".repeat(32), WORKER_CONCURRENCY: "1" });
  const callsBefore = calls();
  await post(`/api/executions/${id}/resume`, {});
  await until(
    "it pauses again",
    async () => (await executionOf(id)).reason?.code === "key_unreadable",
  );
  const shut = await settled(id);
  expect(shut.reason).toEqual({
    code: "key_unreadable",
    message: expect.stringMatching(/ENCRYPTION_KEY.*ENCRYPTION_KEY_PREVIOUS.*typed anew/),
    until: null,
  });
  expect(shut.stats).toMatchObject({ successful: before.stats.successful, failed: 0 });
  expect(calls()).toBe(callsBefore);

  await post(`/api/executions/${id}/resume`, { api_key: otherKey });
  expect(await settled(id)).toMatchObject({
    status: "completed",
    stats: { successful: 12, failed: 0 },
  });
  const since = emulator.calls().slice(callsBefore);
  expect(since.every((call) => call.keyLastFour === otherKey.slice(-4))).toBe(true);
  await bunch.stop();
}, 120_000);

test("what the former ENCRYPTION_KEY sealed is opened where that is given as the previous one", async () => {
  const previous = (await readFile(join(dataDir, "encryption.key"), "utf8")).trim();
  const { id } = await pausedMidway(8);
  await bunch.stop();
  bunch = await start({ ENCRYPTION_KEY: "5a".repeat(32), ENCRYPTION_KEY_PREVIOUS: previous });
  await post(`/api/executions/${id}/resume`, {});
  expect(await settled(id)).toMatchObject({ status: "completed", stats: { successful: 8 } });
}, 120_000);
