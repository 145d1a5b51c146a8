import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A node process of its own: it answers in lines, and is ended with the test. */
export type Child = {
  pid: number;
  /** The next line it says, as JSON; fails when it says none in time or ends. */
  answer(): Promise<Record<string, unknown>>;
  tell(line: string): void;
  /** Ends it without a chance to tidy up, and waits until it is gone. */
  kill(): Promise<void>;
};

const scripts = {
  database: fileURLToPath(new URL("./use-database.ts", import.meta.url)),
  lock: fileURLToPath(new URL("./take-lock.ts", import.meta.url)),
};

/** Starts one of the scripts beside this file as a process of its own. */
export function startChild(script: keyof typeof scripts, input: Record<string, unknown>): Child {
  const child = spawn(process.execPath, [scripts[script], JSON.stringify(input)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const kill = async () => killed(child);
  onTestFinished(kill);
  return {
    pid: child.pid ?? 0,
    async answer() {
      const late = new Promise<never>((_, fail) => {
        AbortSignal.timeout(60_000).addEventListener("abort", () =>
          fail(new Error("The child said nothing for 60 s.")),
        );
      });
      const { value, done } = await Promise.race([lines.next(), late]);
      if (done === true) throw new Error("The child ended without an answer.");
      return JSON.parse(value) as Record<string, unknown>;
    },
    tell: (line) => child.stdin.write(`${line}\n`),
    kill,
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
