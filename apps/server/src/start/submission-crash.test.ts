import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import type { Execution } from "@bunch/contracts/execution";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { formOf } from "../http/testing/form-of.ts";
import { pictures } from "../http/testing/pictures.ts";

const repeats = 100;
const key = "one submission";
let emulator: Emulator;
let dataDir: string;
let port: number;
let bunch: Bunch;

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  dataDir = await makeTestFolder();
  port = await freePort();
});
afterEach(async () => {
  await bunch.stop();
  await emulator.stop();
});

const start = (env: Record<string, string> = {}) =>
  startBunch({
    oneProcess: "one process dies at one place",
    dataDir,
    port,
    env: { GEMINI_BASE_URL: emulator.url, ...env },
  });

const form = (prompt = "a fox") =>
  formOf({
    api_key: "AIzaTwoHalves",
    prompts: JSON.stringify([prompt]),
    reference_images: [pictures.png, pictures.jpeg].map((bytes) => new Blob([bytes])),
  });

async function send(prompt?: string): Promise<{ status: number; id: string }> {
  const response = await fetch(`${bunch.url}/api/nano-banana/execute`, {
    method: "POST",
    headers: { "idempotency-key": key },
    body: form(prompt),
  });
  const body = (await response.json()) as { data?: { execution_id: string } };
  return { status: response.status, id: body.data?.execution_id ?? "" };
}

async function storedReferences(): Promise<string[]> {
  const files = await readdir(join(dataDir, "pictures"), { recursive: true });
  return files.filter((name) => /reference-\d-[0-9a-f]{32}\.\w+$/.test(name));
}

/** The removals wait a quarter of an hour for the other half of their submission: here that time is over at once. */
async function letRemovalsRun(): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(30_000) });
  const client = new pg.Client({ connectionString: postgres.superuserConnectionString });
  await client.connect();
  try {
    await client.query("update removals set not_before = now()");
    await until("what was listed is removed", async () => {
      const { rows } = await client.query<{ left: number }>(
        "select count(*)::int as left from removals",
      );
      return rows[0]?.left === 0;
    });
  } finally {
    await client.end();
    await postgres.stop();
  }
}

test.each([
  // Its pictures are rubbish then, as no row speaks of them.
  { point: "references_stored", left: 2 },
  { point: "submitted", left: 0 },
])(
  "I6: a submission that died at $point is one execution after it is sent a hundred times more",
  async ({ point, left }) => {
    bunch = await start({ CRASH_AT: point });
    await expect(send()).rejects.toThrow();
    expect(await bunch.ended).toBe("SIGKILL");
    expect(await storedReferences()).toHaveLength(2);

    bunch = await start();
    const answers = await Promise.all(Array.from({ length: repeats }, () => send()));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const { data } = await bunch.client.listExecutions();
    expect(data.map(({ id }: Execution) => id)).toEqual([answers[0]?.id]);
    expect((await send("another fox")).status).toBe(409);

    await until("its picture is drawn", async () => {
      const { stats } = await bunch.client.getExecution(answers[0]?.id ?? "");
      return stats.successful === 1;
    });
    expect(emulator.calls()).toHaveLength(1);
    expect(emulator.calls()[0]?.references).toHaveLength(2);
    expect((await storedReferences()).length).toBeGreaterThanOrEqual(2 + left);
    await letRemovalsRun();
    expect(await storedReferences()).toHaveLength(2);
  },
);
