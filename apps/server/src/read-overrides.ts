import { CannotStart } from "@bunch/core/cannot-start";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.ts";

/** What `models.json` in the data folder lays over the catalogue; undefined without one. */
export async function readOverrides(config: Config): Promise<unknown> {
  const file = join(config.dataDir, "models.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CannotStart(`${file} is not valid JSON: ${String(cause)}. Mend it or remove it.`);
  }
}
