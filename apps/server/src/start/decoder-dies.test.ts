import { rm } from "node:fs/promises";
import { decodingProcesses } from "@bunch/adapters/pictures/testing/decoding-processes";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

let emulator: Emulator;
let dataDir: string;
let bunch: Bunch;

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 200 } });
  dataDir = await makeTestFolder();
  const env = { GEMINI_BASE_URL: emulator.url };
  bunch = await startBunch({ dataDir, env, oneProcess: "the children of one process are counted" });
});

afterEach(async () => {
  await bunch.stop();
  await emulator.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const decoders = () => decodingProcesses("inspection-process", bunch.pid);

async function submit(prompts: number): Promise<string> {
  const form = new FormData();
  form.set("api_key", "AIzaDecoder");
  form.set("prompts", JSON.stringify(Array.from({ length: prompts }, (_, n) => `picture ${n}`)));
  return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
}

const statsOf = async (id: string) => (await bunch.client.getExecution(id)).stats;

test("F18: a decoder that dies with a picture in its hands costs neither that picture, nor the others, nor a call", async () => {
  const first = await submit(1);
  await until("the first is drawn", async () => (await statsOf(first)).successful === 1);
  const [decoder = 0] = decoders();
  expect(decoder).toBeGreaterThan(0);
  process.kill(decoder, "SIGSTOP");
  const id = await submit(6);
  // The one that came first is in the hands of the stopped one; another sees to those that wait behind it.
  const give = bunch.output;
  await until("all but one are drawn", async () => (await statsOf(id)).successful === 5, { give });
  await until("all calls have ended", () => emulator.bill().inFlight === 0);
  expect(await statsOf(id)).toMatchObject({ processing: 1, failed: 0 });
  process.kill(decoder, "SIGKILL");
  await until("the last is drawn", async () => (await statsOf(id)).successful === 6, { give });
  expect(bunch.output()).toContain("A process that looked at a picture died with it.");
  expect(decoders()).not.toContain(decoder);
  expect(await statsOf(id)).toMatchObject({ failed: 0, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(7);
}, 120_000);

test("F18: no decoder outlives a server that is killed", async () => {
  const id = await submit(1);
  await until("it is drawn", async () => (await statsOf(id)).successful === 1);
  const [decoder = 0] = decoders();
  bunch.kill("SIGKILL");
  await bunch.ended;
  const isAlive = () => {
    try {
      return process.kill(decoder, 0);
    } catch {
      return false;
    }
  };
  await until("it has ended", () => !isAlive(), { withinMs: 10_000 });
}, 120_000);
