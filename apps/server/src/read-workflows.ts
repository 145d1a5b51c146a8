import { CannotStart } from "@bunch/core/cannot-start";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.ts";

/** The workflows in the data folder's `comfyui`, each by its name without the ending, in the order of their names; none without that folder. */
export async function readWorkflows(config: Config): Promise<{ name: string; json: unknown }[]> {
  const folder = join(config.dataDir, "comfyui");
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = names.filter((name) => /^[^.].*\.json$/iu.test(name)).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), "utf8");
      try {
        return { name: file.replace(/\.json$/iu, ""), json: JSON.parse(text) as unknown };
      } catch (cause) {
        throw new CannotStart(
          `${join(folder, file)} is not valid JSON: ${String(cause)}. Export it anew from ComfyUI (API format), or remove it.`,
        );
      }
    }),
  );
}
