import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs one of the files that are started to its end, and gives what a person saw of it. */
export function runStartFile(
  role:
    | "backup"
    | "restore"
    | "move"
    | "rotate-keys"
    | "admin"
    | "migrate"
    | "all-in-one"
    | "api"
    | "worker",
  input: {
    args?: string[];
    env: Record<string, string>;
    cwd?: string;
    uid?: number;
    withinMs?: number;
  },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    let output = "";
    const file = `${root}apps/server/src/start/${role}.ts`;
    const child = spawn(process.execPath, [file, ...(input.args ?? [])], {
      cwd: input.cwd ?? root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, BUNCH_SKIP_WEB_BUILD: "1", ...input.env },
      ...(input.uid === undefined ? {} : { uid: input.uid, gid: input.uid }),
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), input.withinMs ?? 60_000);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}
