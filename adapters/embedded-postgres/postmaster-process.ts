import { execFile } from "node:child_process";
import { readlink, realpath } from "node:fs/promises";
import { promisify } from "node:util";
import { processIdentity } from "./process-identity.ts";

const run = promisify(execFile);

/** Whether a process number found in postmaster.pid is a server of that cluster, or only reuses the number of one. */
export async function isPostmasterOf(pid: number, clusterFolder: string): Promise<boolean> {
  switch (process.platform) {
    case "win32":
      return (await answerOf("tasklist", ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"])).includes(
        "postgres",
      );
    case "linux":
      return worksIn(pid, clusterFolder);
    default:
      if ((await processIdentity(pid)) === undefined) return false;
      return (await answerOf("ps", ["-ww", "-o", "command=", "-p", String(pid)])).includes(
        "postgres",
      );
  }
}

/** Every process of a PostgreSQL server has its cluster as working directory. */
async function worksIn(pid: number, clusterFolder: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(clusterFolder));
  } catch {
    return false;
  }
}

async function answerOf(program: string, args: string[]): Promise<string> {
  return run(program, args, { timeout: 5000 }).then(
    ({ stdout }) => stdout,
    () => "",
  );
}
