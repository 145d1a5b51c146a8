import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { takePicturesAway } from "../../../../tools/testing/pictures-away.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

const slots = 4;
const prompts = Array.from({ length: 12 }, (_, n) => `picture ${n}`);
let emulator: Emulator;
let dataDir: string;
let port: number;
let bunch: Bunch;
let bringStorageBack: () => Promise<void>;
const { execute, executionOf, settled } = recordingCaller(() => bunch.url);

beforeEach(async () => {
  // Long enough for the store to be away before the last pictures are called for.
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 600 } });
  dataDir = await makeTestFolder();
  port = await freePort();
  bunch = await start();
});
afterEach(async () => {
  await bunch.stop();
  await emulator.stop();
});

const env = () => ({ GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: String(slots) });
const start = () => startBunch({ dataDir, port, env: env() });

/** Some pictures are stored, then the store goes; every slot ends up with an answer that waits in the spool. */
async function runIntoOutage(): Promise<string> {
  const id = await execute({ api_key: "AIzaStorage", prompts });
  await until("some are stored", async () => (await executionOf(id)).stats.successful > 1);
  bringStorageBack = await takePicturesAway(join(dataDir, "pictures"));
  await until("all that was called waits in the spool", async () => {
    const waiting = (await readdir(join(dataDir, "spool"))).filter((name) =>
      name.endsWith(".answer"),
    );
    return waiting.length === slots && emulator.bill().inFlight === 0;
  });
  return id;
}

async function allStoredAndPaidOnce(id: string): Promise<void> {
  const { status, stats } = await settled(id);
  expect(status).toBe("completed");
  expect(stats).toMatchObject({ successful: prompts.length, failed: 0, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(prompts.length);
  // An answer is discarded once its settlement is there, which is what was waited for so far.
  await until(
    "nothing is left in the spool",
    async () => (await readdir(join(dataDir, "spool"))).join() === "spool-id",
  );
}

test("F4, F11: while the store is away its pictures wait in the spool, and nobody is asked again", async () => {
  const id = await runIntoOutage();
  const callsBefore = emulator.calls().length;
  const { stats } = await executionOf(id);
  expect(stats.processing).toBe(slots);
  // Each of them has tried in vain at least once more by then.
  await until("the log says what is waited for", () => {
    const told = bunch.output().split("could not be stored; it waits in the spool").length - 1;
    return told >= 2 * slots;
  });
  expect(emulator.calls()).toHaveLength(callsBefore);
  await bringStorageBack();
  await allStoredAndPaidOnce(id);
});

test("I2, F6: a server that is killed while the store is away stores the spooled pictures at its next start", async () => {
  const id = await runIntoOutage();
  bunch.kill("SIGKILL");
  await bunch.ended;
  const inVain = await runStartFile("all-in-one", {
    env: { DATA_DIR: dataDir, LOG_DIR: join(dataDir, "logs"), PORT: String(port), ...env() },
  });
  expect(inVain.code).toBe(1);
  expect(inVain.output).toContain("Bunch cannot start.");
  expect(inVain.output).toContain(join(dataDir, "pictures"));
  expect(inVain.output).not.toMatch(/\n {4}at /);
  await bringStorageBack();
  bunch = await start();
  await allStoredAndPaidOnce(id);
});
