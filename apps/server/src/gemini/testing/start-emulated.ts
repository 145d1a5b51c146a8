import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import type { EmulatorOptions } from "@bunch/emulator/emulator-options";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { inject } from "vitest";
import { type Bunch, startBunch } from "../../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../../tools/testing/test-folder.ts";
import { until } from "../../../../../tools/testing/until.ts";

type Call = ReturnType<Emulator["calls"]>[number];
type Batch = { id: string; key: string };
/** A batch as its owner and as the provider see it. */
export type Seen = { execution: Execution; results: Result[]; calls: Call[] };
export type Emulated = Awaited<ReturnType<typeof startEmulated>>;

/** A real Bunch process whose provider is the emulator: batches go in over HTTP, and what came of them comes back. */
export async function startEmulated(
  given: {
    emulator?: Partial<EmulatorOptions>;
    env?: Record<string, string>;
    /** What lies in the data folder before the start. */
    dataFiles?: Record<string, string>;
    /** The same, of files that name the provider's address. */
    dataFilesFor?: (providerUrl: string) => Record<string, string>;
  } = {},
) {
  const emulator = await startEmulator({
    thinkingTokens: { min: 700, max: 2200 },
    tinyPictures: true,
    ...given.emulator,
  });
  const database = await createTestDatabase(inject("postgres"));
  const dataDir = await makeTestFolder();
  const dataFiles = { ...given.dataFiles, ...given.dataFilesFor?.(emulator.url) };
  for (const [name, text] of Object.entries(dataFiles)) {
    await mkdir(dirname(join(dataDir, name)), { recursive: true });
    await writeFile(join(dataDir, name), text);
  }
  const bunch: Bunch = await startBunch({
    dataDir,
    env: {
      GEMINI_BASE_URL: emulator.url,
      OPENAI_BASE_URL: emulator.url,
      FAL_BASE_URL: `${emulator.url}/fal`,
      REPLICATE_BASE_URL: `${emulator.url}/replicate`,
      BFL_BASE_URL: `${emulator.url}/bfl`,
      A1111_BASE_URL: `${emulator.url}/a1111`,
      COMFYUI_BASE_URL: `${emulator.url}/comfyui`,
      VERTEX_BASE_URL: `${emulator.url}/vertex/v1/projects/p/locations/global`,
      DATABASE_URL: database.connectionString,
      ENCRYPTION_KEY: "5e".repeat(32),
      WORKER_CONCURRENCY: "10",
      ...given.env,
    },
  });
  let keys = 0;

  /** Starts a batch with a key of its own, by which the provider's side of it is found again. */
  async function submit(
    prompts: string | string[],
    more: { key?: string; fields?: Record<string, string>; references?: Blob[] } = {},
  ): Promise<Batch> {
    keys += 1;
    const key = more.key ?? `AIzaBatch${String(keys).padStart(4, "0")}`;
    const form = new FormData();
    form.set("api_key", key);
    form.set("prompts", JSON.stringify([prompts].flat()));
    for (const [name, value] of Object.entries(more.fields ?? {})) form.set(name, value);
    for (const file of more.references ?? []) form.append("reference_images", file, "reference");
    return { id: (await bunch.client.execute(form, crypto.randomUUID())).execution_id, key };
  }

  const callsOf = ({ key }: { key: string }) =>
    emulator.calls().filter((call) => call.keyLastFour === key.slice(-4));

  async function look(batch: Batch): Promise<Seen> {
    const execution = await bunch.client.getExecution(batch.id);
    const results = (await bunch.client.listResults(batch.id)).data;
    return { execution, results, calls: callsOf(batch) };
  }

  async function when(what: string, batch: Batch, isSo: (execution: Execution) => boolean) {
    await until(what, async () => isSo(await bunch.client.getExecution(batch.id)), {
      withinMs: 30_000,
      give: () => JSON.stringify(callsOf(batch).map((call) => [call.prompt, call.status])),
    });
    // The provider may still be at work for a caller that has left.
    await until("the bill is final", () => callsOf(batch).every((call) => call.done));
    return look(batch);
  }

  return {
    bunch,
    emulator,
    connectionString: database.connectionString,
    submit,
    look,
    callsOf,
    when,
    /** All that is to be seen of a batch once every result has ended. */
    ended: (batch: Batch) => when("the batch has ended", batch, (one) => one.completed_at !== null),
    /** The same once it is paused and its last calls are in. */
    paused: (batch: Batch) =>
      when(
        "the batch is paused",
        batch,
        (one) => one.status === "paused" && one.stats.processing === 0,
      ),
    stop: async () => {
      await bunch.stop();
      await emulator.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
