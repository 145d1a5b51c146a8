import { spawn } from "node:child_process";
import { readdir, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Log } from "@bunch/core/ports/log";
import { putInPlace } from "./put-in-place.ts";
import { webFolder } from "./run-api.ts";

const web = fileURLToPath(new URL("../../../web", import.meta.url));
const contracts = fileURLToPath(new URL("../../../../contracts/src", import.meta.url));
const deadlineMs = 120_000;

/** Builds the web app when its sources are newer than what was built; the server runs without it if that fails, and says so. */
export async function buildWebIfStale(input: { log: Log; signal: AbortSignal }): Promise<void> {
  if (process.env["BUNCH_SKIP_WEB_BUILD"] === "1") return;
  const builtMs = await modifiedMs(join(webFolder, "index.html"));
  const sources = ["src", "public", "index.html", "vite.config.ts", "package.json"].map((name) =>
    join(web, name),
  );
  const newest = await Promise.all([...sources, contracts].map(newestMs));
  if (builtMs > Math.max(...newest)) return;
  input.log.info({}, "Building the web app; only the first start after a change needs it.");
  // Several servers may share this folder and begin together: each builds for itself, and none empties what another fills.
  const made = join(web, "node_modules", `.dist-${process.pid}`);
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(deadlineMs)]);
  const ended = await runVite(made, signal);
  if (ended.code === 0)
    await putInPlace({ made, place: webFolder }).catch((error: unknown) => {
      ended.code = -1;
      ended.output = String(error);
    });
  else await rm(made, { recursive: true, force: true });
  if (ended.code !== 0)
    input.log.error(
      { code: ended.code, output: ended.output },
      "The web app could not be built. The API works; run npm run build:web to see why.",
    );
}

function runVite(
  outDir: string,
  signal: AbortSignal,
): Promise<{ code: number | null; output: string }> {
  const vite = join(
    dirname(createRequire(import.meta.url).resolve("vite/package.json")),
    "bin/vite.js",
  );
  return new Promise((resolve) => {
    let output = "";
    const words = ["build", web, "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
    const child = spawn(process.execPath, [vite, ...words], { signal });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output = `${output}${chunk.toString()}`.slice(-4000);
      });
    child.on("error", (error) => resolve({ code: -1, output: error.message }));
    child.on("close", (code) => resolve({ code, output }));
  });
}

async function newestMs(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (entries === null) return modifiedMs(path);
  const times = await Promise.all(entries.map((entry) => newestMs(join(path, entry.name))));
  return Math.max(0, ...times);
}

async function modifiedMs(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0;
}
