import { rm, writeFile } from "node:fs/promises";
import { openArchive } from "@bunch/contracts/open-archive";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { usageOf } from "../../../../tools/bench/measuring/process-usage.ts";
import { repeatBatch } from "../../../../tools/testing/repeat-batch.ts";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

let dataDir: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let bunch: Bunch;
const { execute, settled } = recordingCaller(() => bunch.url);
beforeAll(async () => {
  dataDir = await makeTestFolder();
  database = await createTestDatabase(inject("postgres"));
  bunch = await startBunch({
    oneProcess: "the memory of the one that sends is measured",
    dataDir,
    env: { DATABASE_URL: database.connectionString, ENCRYPTION_KEY: "0f".repeat(32) },
  });
});
afterAll(async () => {
  await bunch?.stop();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function lengthOf(url: string): Promise<{ told: number; came: number }> {
  const response = await fetch(url);
  let came = 0;
  for await (const chunk of response.body ?? []) came += chunk.byteLength;
  return { told: Number(response.headers.get("content-length")), came };
}

/** From now on the process's peak is counted anew; resolves with what it has now. */
async function restartPeak(pid: number): Promise<number> {
  await writeFile(`/proc/${pid}/clear_refs`, "5");
  return usageOf(pid)!.peakRssBytes;
}

test.each([
  ["10 000 pictures", {}],
  ["10 000 pictures with metadata", { metadata: true }],
])(
  "Z2, Z9, Z11: %s come in the length that was told, and the server grows by less than 100 MB",
  async (_what, choice) => {
    const small = await execute({ model: "simulator", image_size: "1K", prompts: ["one", "two"] });
    await settled(small);
    const id = await repeatBatch(database.connectionString, { executionId: small, count: 10_000 });
    await openArchive(bunch.client, small, choice);
    const baseBytes = await restartPeak(bunch.pid);
    const { url, bytes, pictures } = await openArchive(bunch.client, id, choice);
    expect(pictures).toBe(10_000);
    const { told, came } = await lengthOf(url);
    expect([told, came]).toEqual([bytes, bytes]);
    expect(bytes).toBeGreaterThan(100_000_000);
    const grewBytes = usageOf(bunch.pid)!.peakRssBytes - baseBytes;
    console.info(`${bytes} bytes sent; the server grew by ${Math.round(grewBytes / 1e6)} MB`);
    expect(grewBytes).toBeLessThan(100_000_000);
  },
  120_000,
);
