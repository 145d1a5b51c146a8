import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeTestFolder } from "./test-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What keeps the database of a first start; null where no database is embedded. */
    firstFolder: string | null;
  }
}

const run = promisify(execFile);
const postgres = "postgres";

/** Keeps the database of a data folder, whose server does not run, for others to begin with; gives the folder it is kept in. */
export async function keepFirstDatabase(dataDir: string): Promise<string> {
  const folder = await makeTestFolder();
  await run("cp", ["-a", join(dataDir, postgres), folder]);
  return folder;
}

/**
 * Puts the database of a first start into an empty data folder: making one takes seconds, of which a test file about
 * something else learns nothing.
 */
export async function putFirstDatabase(dataDir: string): Promise<void> {
  // Benches and the taking of screens start the same processes, without a suite around them.
  if (process.env["VITEST"] === undefined) return;
  const { inject } = await import("vitest");
  const from = inject("firstFolder");
  if (!from || !existsSync(dataDir) || existsSync(join(dataDir, postgres))) return;
  await run("cp", ["-a", join(from, postgres), dataDir]);
}
