import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
/** What the machine that tests has set must not speak for the person. */
const unset = [
  "GEMINI_API_KEY",
  "OPENAI_API_KEY",
  "BUNCH_API_KEY",
  "BUNCH_URL",
  "LC_ALL",
  "LC_MESSAGES",
  "PORT",
  "npm_command",
  // Vitest hands it on where its own words are coloured, as in CI.
  "FORCE_COLOR",
];

/** The command line as a process of its own. */
export type Command = {
  pid: number;
  stdout: () => string;
  stderr: () => string;
  kill: (signal: "SIGKILL" | "SIGINT" | "SIGTERM") => void;
  ended: Promise<{ status: number | null; signal: string | null; stdout: string; stderr: string }>;
};

/** Starts `bunch` with these words; stdin is empty unless given. */
export function startCommand(
  words: readonly string[],
  more: {
    cwd: string;
    env?: Record<string, string>;
    input?: string | Buffer;
    program?: readonly string[];
    detached?: boolean;
  },
): Command {
  const env: Record<string, string | undefined> = { ...process.env, LANG: "C", ...more.env };
  for (const name of unset) if (more.env?.[name] === undefined) delete env[name];
  const child = spawn(process.execPath, [...(more.program ?? [main]), ...words], {
    cwd: more.cwd,
    env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: more.detached ?? false,
  });
  child.stdin.on("error", () => {});
  child.stdin.end(more.input ?? "");
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  return {
    pid: child.pid ?? 0,
    stdout,
    stderr,
    kill: (signal) => child.kill(signal),
    ended: endOf(child).then((end) => ({ ...end, stdout: stdout(), stderr: stderr() })),
  };
}

/** Runs `bunch` to its end. */
export function runCommand(words: readonly string[], more: Parameters<typeof startCommand>[1]) {
  return startCommand(words, more).ended;
}

/** The JSON lines of a command's stdout. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

function endOf(child: ChildProcess): Promise<{ status: number | null; signal: string | null }> {
  return new Promise((resolve) => {
    child.once("close", (status, signal) => resolve({ status, signal }));
  });
}
