import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { MakerUnavailable } from "@bunch/core/ports/rendition-maker";
import { decodingEnvironment, decodingNodeOptions } from "./decoding-environment.ts";

const file = fileURLToPath(new URL("rendition-process.ts", import.meta.url));
const startMs = 20_000;

/** Starts the process and resolves once it takes pictures; rejects with MakerUnavailable when it never does. */
export async function startRenditionProcess(signal: AbortSignal): Promise<ChildProcess> {
  const child = fork(file, [], {
    serialization: "advanced",
    execArgv: decodingNodeOptions,
    env: decodingEnvironment(),
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // Before its threads exist, as each of them inherits it.
  behave(child);
  // Unheard, a message that cannot be sent would end this process; the exit tells the same.
  child.on("error", () => {});
  const over = new AbortController();
  const any = AbortSignal.any([signal, over.signal, AbortSignal.timeout(startMs)]);
  try {
    await Promise.race([
      once(child, "message", { signal: any }),
      once(child, "exit", { signal: any }).then(([code, killedBy]: unknown[]) => {
        throw new Error(`It ended at its start (${String(killedBy ?? code)}).`);
      }),
    ]);
    return child;
  } catch (cause) {
    child.kill("SIGKILL");
    signal.throwIfAborted();
    throw new MakerUnavailable(cause);
  } finally {
    over.abort();
  }
}

/** Lets calls and people go first. */
function behave(child: ChildProcess): void {
  try {
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may have died already, and then there is nobody to be kind.
  }
}
