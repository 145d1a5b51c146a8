import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { recordingCaller } from "../testing/recording-caller.ts";
import { sdkList } from "./sdk-list.fixture.ts";

let emulator: Emulator;
let dataDir: string;
let port: number;
let bunch: Bunch;
const { execute, settled } = recordingCaller(() => bunch.url);

beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 30 } });
  dataDir = await makeTestFolder();
  port = await freePort();
  await writeFile(join(dataDir, "models.json"), JSON.stringify(sdkList(emulator.url)));
});
afterEach(() => bunch.stop());
afterAll(() => emulator.stop());

const start = (env: Record<string, string> = {}) =>
  startBunch({
    oneProcess: "one process dies at one place",
    dataDir,
    port,
    env: { WORKER_CONCURRENCY: "1", ...env },
  });

test.each([
  { point: "after_claim", calls: 3, doubtedCents: 4 },
  { point: "mid_body", calls: 4, doubtedCents: 4 },
  { point: "after_spool", calls: 3, doubtedCents: 0 },
  { point: "before_settle", calls: 3, doubtedCents: 0 },
])(
  "F6, I3, M18: killed at $point, three pictures by the AI SDK take $calls requests, with $doubtedCents cents in doubt",
  async ({ point, calls, doubtedCents }) => {
    emulator.reset();
    bunch = await start({ CRASH_AT: `${point}:2` });
    const prompts = ["a fox", "a bear", "an owl"];
    const id = await execute({ api_key: "sk-crash-points", model: "gpt-image-2-by-sdk", prompts });
    expect(await bunch.ended).toBe("SIGKILL");
    bunch = await start();
    const { status, stats } = await settled(id);
    expect(status).toBe("completed");
    expect(stats).toMatchObject({ successful: 3, failed: 0, total_cost: 0.12 });
    expect(emulator.calls()).toHaveLength(calls);
    expect(Math.round(stats.possible_cost * 100)).toBe(doubtedCents);
  },
);

test("M18: a package that is not there stops the start, with what to install", async () => {
  const folder = await makeTestFolder();
  const list = sdkList(emulator.url).map((one) => ({ ...one, package: "@ai-sdk/not-there" }));
  await writeFile(join(folder, "models.json"), JSON.stringify(list));
  const stopped = startBunch({ oneProcess: "it does not start", dataDir: folder, port, env: {} });
  await expect(stopped).rejects.toThrow(/npm install @ai-sdk\/not-there/u);
  bunch = await start();
});
