import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A process of ours, and all that it said. */
export type Spawned = {
  output: () => string;
  pid: number;
  kill: (signal: NodeJS.Signals) => void;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
};

/** Runs start hundreds of processes: what one has compiled, the next need not. */
const compiled = join(tmpdir(), "bunch-chaos-compiled");

const living = new Set<ChildProcess>();
/** Whoever breaks the harness off must not leave workers behind, frozen ones least of all. */
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** Runs a TypeScript file on this very Node; `hear` gets what it says as it says it. */
export function spawnNode(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  hear: (text: string) => void = () => {},
): Spawned {
  const child = spawn(process.execPath, ["--max-semi-space-size=4", file, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...env },
  });
  living.add(child);
  child.once("close", () => living.delete(child));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      hear(text);
    });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? -1));
    child.once("error", () => resolve(-1));
  });
  return { output: () => said, pid: child.pid ?? 0, kill: (signal) => child.kill(signal), ended };
}
