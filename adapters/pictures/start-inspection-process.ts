import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { type Inspected, InspectorUnavailable } from "@bunch/core/ports/picture-inspector";
import { decodingEnvironment, decodingNodeOptions } from "./decoding-environment.ts";

/** The program that looks at pictures. */
export const inspectionProgram = fileURLToPath(new URL("inspection-process.ts", import.meta.url));

/** How a process ended with a picture in its hands: by itself, by somebody outside, or by us as it took too long. */
export type Death = { by: "itself" | "others" | "deadline"; how: string };

/** A process that looks at one picture at a time. */
export type InspectionProcess = {
  isAlive: () => boolean;
  /** Rejects when the signal aborts; the process is of no use then, as it is after a death. */
  inspect(input: {
    bytes: Uint8Array;
    mostMs: number;
    signal: AbortSignal;
  }): Promise<{ found: Inspected } | { death: Death }>;
  /** Ends it once it has done what it does. */
  dismiss(): void;
};

/** Starts the process and resolves once it takes pictures; rejects with InspectorUnavailable when it never does. */
export async function startInspectionProcess(input: {
  program: string;
  startMs: number;
  signal: AbortSignal;
}): Promise<InspectionProcess> {
  input.signal.throwIfAborted();
  let child: ChildProcess | undefined;
  try {
    child = spawn(process.execPath, [...decodingNodeOptions, input.program], {
      env: decodingEnvironment(),
      stdio: ["pipe", "pipe", "ignore"],
    });
    const lines = linesOf(child);
    const over = AbortSignal.any([input.signal, AbortSignal.timeout(input.startMs)]);
    const first = await lines.next(over);
    if ("line" in first) return processOf(child, lines);
    throw new Error(`It ended at its start (${first.ended}).`);
  } catch (cause) {
    child?.kill("SIGKILL");
    input.signal.throwIfAborted();
    throw new InspectorUnavailable(cause);
  }
}

function processOf(child: ChildProcess, lines: Lines): InspectionProcess {
  // While it only waits for the next picture, nothing need stay alive for it.
  child.unref();
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref();
  return {
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async inspect({ bytes, mostMs, signal }) {
      child.ref();
      const late = AbortSignal.timeout(mostMs);
      try {
        const head = Buffer.allocUnsafe(4);
        head.writeUInt32LE(bytes.byteLength);
        child.stdin?.cork();
        child.stdin?.write(head);
        // Handed to the system as they are. If it is gone, its end tells.
        child.stdin?.write(bytes);
        child.stdin?.uncork();
        const next = await lines.next(AbortSignal.any([signal, late]));
        if ("line" in next) return { found: JSON.parse(next.line) as Inspected };
        const by = next.ended === "SIGKILL" ? "others" : "itself";
        return { death: { by, how: next.ended } };
      } catch (cause) {
        child.kill("SIGKILL");
        // Or what it has not read yet would still be read from memory that may be freed now.
        child.stdin?.destroy();
        signal.throwIfAborted();
        if (!late.aborted) throw cause;
        return { death: { by: "deadline", how: `it took more than ${mostMs / 1000} s` } };
      } finally {
        child.unref();
      }
    },
    dismiss: () => child.stdin?.end(),
  };
}

type Lines = { next: (signal: AbortSignal) => Promise<{ line: string } | { ended: string }> };

/** What a process says, line by line, and how it ended. */
function linesOf(child: ChildProcess): Lines {
  let said = "";
  let ended: string | null = null;
  const news = new EventEmitter();
  const tell = () => news.emit("news");
  const end = (how: string) => {
    ended ??= how;
    tell();
  };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    tell();
  });
  // Unheard, either would end this process.
  child.stdin?.on("error", () => {});
  child.on("error", (error) => end(error.message));
  // Not its exit: what it said before may be on its way still.
  child.on("close", (code, killedBy) => end(String(killedBy ?? code)));
  return {
    async next(signal) {
      for (;;) {
        const at = said.indexOf("\n");
        if (at >= 0) {
          const line = said.slice(0, at);
          said = said.slice(at + 1);
          return { line };
        }
        if (ended !== null) return { ended };
        await once(news, "news", { signal });
      }
    },
  };
}
