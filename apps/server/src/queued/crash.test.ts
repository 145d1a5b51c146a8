import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { expectBillHeld } from "../testing/expect-bill-held.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

/** Of four vendors together, more than fifty. */
const killsOfEach = 13;

let emulator: Emulator;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
let dataDir: string;
let port: number;
let bunch: Bunch;
const { execute, settled, ask } = recordingCaller(() => bunch.url);

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  database = await createTestDatabase(inject("postgres"));
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  dataDir = await makeTestFolder();
  port = await freePort();
});
afterEach(async () => {
  await bunch.stop();
  await client.end();
  await emulator.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const start = (env: Record<string, string>) =>
  startBunch({
    oneProcess: "one process dies again and again",
    dataDir,
    port,
    env: {
      DATABASE_URL: database.connectionString,
      ENCRYPTION_KEY: "5e".repeat(32),
      WORKER_CONCURRENCY: "8",
      HEARTBEAT_MS: "200",
      DEATH_AFTER_MS: "2000",
      ...env,
    },
  });

/** How many attempts are under way, and how many of these can be fetched. */
async function underWay(): Promise<{ sent: number; kept: number }> {
  const { rows } = await client.query<{ sent: number; kept: number }>(
    `select count(*)::int as sent, count(ticket)::int as kept from result_attempts
     where state in ('sent', 'received')`,
  );
  return rows[0] ?? { sent: 0, kept: 0 };
}

async function killAndStart(env: Record<string, string>): Promise<void> {
  bunch.kill("SIGKILL");
  await bunch.ended;
  bunch = await start(env);
}

test.each([
  { vendor: "fal", model: "fal-flux-2-pro", path: "fal" },
  { vendor: "Replicate", model: "replicate-flux-schnell", path: "replicate" },
  { vendor: "Black Forest Labs", model: "flux-2-klein-9b", path: "bfl" },
])(
  `F23, I3: ${killsOfEach} kills between the request to $vendor and its pictures, and nothing is asked for a second time`,
  async ({ model, path }) => {
    const env = { [`${path.toUpperCase()}_BASE_URL`]: `${emulator.url}/${path}` };
    bunch = await start(env);
    // Longer than all the kills take: every picture is still to be fetched by whoever lives then.
    emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
    const prompts = Array.from({ length: 8 }, (_, n) => `hare ${n}`);
    const id = await execute({ api_key: `key-of-${path}-0123456789`, model, prompts });
    await until("all are taken, and their ids kept", async () => {
      const { sent, kept } = await underWay();
      return sent === prompts.length && kept === sent;
    });
    // Before anybody has asked after them, and then again and again in the midst of asking.
    const asked = () => emulator.bill().jobPolls;
    for (let kills = 0; kills < killsOfEach - 1; kills += 1) {
      await killAndStart(env);
      const before = asked();
      await until("they are asked after", () => asked() >= before + (kills % prompts.length) + 1);
    }
    emulator.release();
    // The last one falls into the fetching of pictures.
    await until("a picture is fetched", () => emulator.bill().pictureDownloads > 0);
    await killAndStart(env);
    const { status, stats } = await settled(id);
    expect(status).toBe("completed");
    expect(stats).toMatchObject({ successful: prompts.length, failed: 0 });
    expect(emulator.calls()).toHaveLength(prompts.length);
    const billedMicros = emulator.bill().costMicros;
    expect(billedMicros).toBeGreaterThan(0);
    await expectBillHeld({ ask, executionId: id, billedMicros, doubts: 0 });
  },
  180_000,
);

test(`F23, I3: ${killsOfEach} kills at any moment while ComfyUI draws, and nothing is drawn twice`, async () => {
  const fixture = new URL(
    "../../../../adapters/models/comfyui/fixtures/workflows.json",
    import.meta.url,
  );
  const { plain } = JSON.parse(readFileSync(fixture, "utf8")) as Record<string, unknown>;
  await mkdir(join(dataDir, "comfyui"));
  await writeFile(join(dataDir, "comfyui/plain.json"), JSON.stringify(plain));
  emulator.configure({ latency: { kind: "fixed", ms: 1000 } });
  const env = { COMFYUI_BASE_URL: `${emulator.url}/comfyui` };
  bunch = await start(env);
  const prompts = Array.from({ length: killsOfEach + 3 }, (_, n) => `comfortable hare ${n}`);
  const id = await execute({ model: "comfyui-plain", prompts });
  for (let kills = 0; kills < killsOfEach; kills += 1) {
    // From the claim on, at another moment each time: the id is ours, and kept before anything is sent.
    const polls = emulator.bill().jobPolls + (kills % 4);
    await until("one is under way", async () => {
      const { kept } = await underWay();
      return kept > 0 && (kills % 4 === 0 || emulator.bill().jobPolls >= polls);
    });
    await killAndStart(env);
  }
  expect(emulator.bill().calls).toBeLessThanOrEqual(prompts.length);
  const { status, stats } = await settled(id);
  expect(status).toBe("completed");
  expect(stats).toMatchObject({ successful: prompts.length, failed: 0, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(prompts.length);
}, 180_000);

test("F6, F23, I4: killed in the midst of a call that is answered at once, its picture is a doubt and drawn anew", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 1000 } });
  const env = { A1111_BASE_URL: `${emulator.url}/a1111` };
  bunch = await start(env);
  const id = await execute({ model: "stable-diffusion", prompts: ["a stable hare"] });
  await until("it is called", () => emulator.calls().length === 1);
  await killAndStart(env);
  const { status, stats } = await settled(id);
  expect(status).toBe("completed");
  expect(stats).toMatchObject({ successful: 1, failed: 0 });
  expect(emulator.calls()).toHaveLength(2);
});
