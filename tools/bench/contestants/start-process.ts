import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const startMs = 30_000;

/** A program of ours in a process of its own. */
export type Program = {
  pid: number;
  /** Writes one line to its standard input. */
  tell: (line: string) => void;
  /** Resolves with the next line that contains these words; fails when it ends before or takes too long. */
  hears: (words: string, withinMs?: number) => Promise<string>;
  stop: () => Promise<void>;
};

/** Starts a TypeScript file on this very Node. */
export function startProcess(file: string, args: readonly string[]): Program {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = endOf(child);
  let said = "";
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    for (const listener of listeners) listener();
  });
  return {
    pid: child.pid ?? 0,
    tell: (line) => child.stdin.write(`${line}\n`),
    async hears(words, withinMs = startMs) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = () => {
        const line = said
          .split("\n")
          .slice(0, -1)
          .find((one) => one.includes(words));
        if (line !== undefined) resolve(line);
      };
      const timer = setTimeout(
        () => reject(new Error(`${file} did not say "${words}" within ${withinMs / 1000} s.`)),
        withinMs,
      );
      void ended.then(() => reject(new Error(`${file} ended before it said "${words}".`)));
      listeners.add(look);
      look();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        listeners.delete(look);
      }
    },
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
  });
}
