import { type ChildProcess, spawn } from "node:child_process";

/** The user a program runs as; undefined means as ourselves. */
export type Account = { uid: number; gid: number } | undefined;

/** How a program ended: its exit code (null when it was ended or never started) and all it said. */
export type ProgramOutcome = { code: number | null; output: string };

const keptCharacters = 8000;
const graceMs = 3000;
const pipesGraceMs = 500;

/**
 * Runs a program to its end and reports how it went; a program that cannot be started is an outcome too. When called
 * off it throws, but only after the program and its children are gone. Only a few harmless variables reach it: ours
 * hold secrets, and the database's user could read them.
 */
export async function runProgram(input: {
  program: string;
  args: readonly string[];
  account: Account;
  folder: string;
  environment?: Record<string, string>;
  waitMs: number;
  signal: AbortSignal;
}): Promise<ProgramOutcome> {
  input.signal.throwIfAborted();
  const timeLimit = AbortSignal.timeout(input.waitMs);
  const stop = AbortSignal.any([input.signal, timeLimit]);
  const outcome = await new Promise<ProgramOutcome>((settle) => {
    let output = "";
    const child = spawn(input.program, input.args, {
      cwd: input.folder,
      env: { ...harmlessEnvironment(), ...input.environment },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that its children can be ended with it.
      detached: process.platform !== "win32",
      windowsHide: true,
      ...input.account,
    });
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-keptCharacters);
    };
    const end = () => endWithChildren(child);
    const done = (code: number | null) => {
      stop.removeEventListener("abort", end);
      settle({ code, output: output.trim() });
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      output += error.message;
      done(null);
    });
    child.on("close", done);
    // On Windows the server inherits the pipes and would keep them open for as long as it lives.
    child.on("exit", (code) => setTimeout(done, pipesGraceMs, code).unref());
    stop.addEventListener("abort", end, { once: true });
  });
  input.signal.throwIfAborted();
  return timeLimit.aborted
    ? { code: null, output: `${outcome.output}\nNot done after ${input.waitMs} ms.` }
    : outcome;
}

function endWithChildren(child: ChildProcess): void {
  signalGroup(child, "SIGTERM");
  const impatience = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs).unref();
  child.once("close", () => clearTimeout(impatience));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function harmlessEnvironment(): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = { LC_ALL: "C" };
  for (const name of ["PATH", "SystemRoot", "windir", "TEMP", "TMP"]) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
