import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { MakerUnavailable } from "@bunch/core/ports/rendition-maker";

const file = fileURLToPath(new URL("rendition-process.ts", import.meta.url));
const startMs = 20_000;
/** What a program needs to start at all; no key or address of ours goes into a process that decodes what strangers sent. */
const environmentNames = ["PATH", "LD_LIBRARY_PATH", "SystemRoot", "TMPDIR", "TEMP", "TMP"];

/** Starts the process and resolves once it takes pictures; rejects with MakerUnavailable when it never does. */
export async function startRenditionProcess(signal: AbortSignal): Promise<ChildProcess> {
  const child = fork(file, [], {
    serialization: "advanced",
    execArgv: ["--max-old-space-size=64", "--disable-warning=ExperimentalWarning"],
    env: {
      ...Object.fromEntries(
        environmentNames.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
      ),
      // One picture at a time needs one thread, and one heap that can be given back.
      UV_THREADPOOL_SIZE: "2",
      VIPS_CONCURRENCY: "1",
      MALLOC_ARENA_MAX: "1",
    },
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
