import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const vite = join(
  dirname(createRequire(import.meta.url).resolve("vite/package.json")),
  "bin/vite.js",
);

/** `npm run dev`: API and worker on 3000, started anew at each change, and the web app on 5173. They end together. */
const server = start([
  "--max-semi-space-size=4",
  "--watch",
  "--watch-preserve-output",
  "apps/server/src/start/all-in-one.ts",
]);
const web = start([vite, "apps/web"]);
const children = [server, web];

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => end(signal));

const codes = await Promise.all(children.map(endOf));
process.exitCode = codes.find((code) => code !== 0) ?? 0;

function start(args: string[]): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
}

function end(signal: NodeJS.Signals): void {
  for (const child of children) if (child.exitCode === null) child.kill(signal);
}

/** Its exit code; whichever ends first takes the other along. */
function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code, signal) => {
      end("SIGTERM");
      resolve(signal === null ? (code ?? 1) : 0);
    });
  });
}
