import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { EmulatorOptions } from "@bunch/emulator/emulator-options";
import { inject } from "vitest";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";

/** A real server whose provider is the emulator, and folders to run the command in. */
export type CommandBench = {
  bunch: Bunch;
  emulator: Emulator;
  /** A new empty folder. */
  folder: () => Promise<string>;
  stop: () => Promise<void>;
};

/** Starts both; `stop` removes all that they left. */
export async function startCommandBench(
  options: Partial<EmulatorOptions> = {},
): Promise<CommandBench> {
  const emulator = await startEmulator({ tinyPictures: true, ...options });
  const database = await createTestDatabase(inject("postgres"));
  const home = await makeTestFolder();
  const bunch = await startBunch({
    dataDir: join(home, "data"),
    env: {
      GEMINI_BASE_URL: emulator.url,
      OPENAI_BASE_URL: emulator.url,
      DATABASE_URL: database.connectionString,
      ENCRYPTION_KEY: "5e".repeat(32),
      WORKER_CONCURRENCY: "4",
    },
  });
  return {
    bunch,
    emulator,
    folder: () => mkdtemp(join(home, "work-")),
    stop: async () => {
      await bunch.stop();
      await emulator.stop();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The pictures of a folder: name and SHA-256. What is half shows too, but for notes. */
export async function picturesIn(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of (await readdir(folder)).toSorted()) {
    if (name.startsWith(".bunch-batch.json")) continue;
    const bytes = await readFile(join(folder, name));
    found.set(name, createHash("sha256").update(bytes).digest("hex"));
  }
  return found;
}
