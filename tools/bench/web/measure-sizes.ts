import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { firstLoad } from "../../first-load/first-load.ts";
import { makeTestFolder } from "../../testing/test-folder.ts";
import type { Measure } from "./measure.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const mostBytes = 200_000;

/** JavaScript of the first screen in each language, in bytes after gzip, from a build of its own. */
export async function measureSizes(): Promise<Measure[]> {
  const dist = await makeTestFolder();
  const build = ["build", "apps/web", "--outDir", dist, "--emptyOutDir", "--manifest"];
  try {
    await promisify(execFile)(
      process.execPath,
      ["node_modules/vite/bin/vite.js", ...build, "--logLevel", "error"],
      { cwd: root, timeout: 120_000 },
    );
    const measured = await Promise.all(
      ["en", "fr"].map(async (language) => ({
        language,
        bytes: (await firstLoad(dist, language)).bytes,
      })),
    );
    return measured.map(({ language, bytes }) => ({
      name: `first screen, JavaScript after gzip, ${language}`,
      value: bytes,
      most: mostBytes,
      unit: "bytes",
    }));
  } finally {
    await rm(dist, { recursive: true, force: true });
  }
}
