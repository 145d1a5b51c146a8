import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { expectBillHeld } from "../testing/expect-bill-held.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

let emulator: Emulator;
let dataDir: string;
let port: number;
let bunch: Bunch;
const { execute, settled, ask } = recordingCaller(() => bunch.url);

beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 30 } });
  dataDir = await makeTestFolder();
  port = await freePort();
});
afterEach(() => bunch.stop());
afterAll(() => emulator.stop());

const start = (env: Record<string, string> = {}) =>
  startBunch({
    oneProcess: "one process dies at one place",
    dataDir,
    port,
    env: { OPENAI_BASE_URL: emulator.url, WORKER_CONCURRENCY: "1", ...env },
  });

test.each([
  { point: "mid_body", calls: 4, doubts: 1 },
  { point: "after_spool", calls: 3, doubts: 0 },
  { point: "before_settle", calls: 3, doubts: 0 },
])(
  "F6, I3, I4: killed at $point, three pictures of OpenAI's take $calls calls and $doubts doubts",
  async ({ point, calls, doubts }) => {
    emulator.reset();
    bunch = await start({ CRASH_AT: `${point}:2` });
    const prompts = ["a fox", "a bear", "an owl"];
    const id = await execute({ api_key: "sk-crash-points", model: "gpt-image-2", prompts });
    expect(await bunch.ended).toBe("SIGKILL");
    bunch = await start();
    const { status, stats } = await settled(id);
    expect(status).toBe("completed");
    expect(stats).toMatchObject({ successful: 3, failed: 0 });
    expect(emulator.calls()).toHaveLength(calls);
    const billedMicros = emulator.bill().costMicros;
    await expectBillHeld({ ask, executionId: id, billedMicros, doubts });
  },
);
