import { spawn } from "node:child_process";

/** The user a program runs as; undefined means as ourselves. */
export type Account = { uid: number; gid: number } | undefined;

/** How a program ended: its exit code (null when it was ended or never started) and all it said. */
export type ProgramOutcome = { code: number | null; output: string };

const keptCharacters = 8000;

/**
 * Runs a program to its end and reports how it went; a program that cannot be started is an outcome too. Only a few
 * harmless variables reach it: ours hold secrets, and the database's user could read them.
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
  return new Promise((settle, fail) => {
    let output = "";
    const child = spawn(input.program, input.args, {
      cwd: input.folder,
      env: { ...harmlessEnvironment(), ...input.environment },
      stdio: ["ignore", "pipe", "pipe"],
      signal: AbortSignal.any([input.signal, timeLimit]),
      windowsHide: true,
      ...input.account,
    });
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-keptCharacters);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      if (input.signal.aborted) fail(input.signal.reason as Error);
      else if (timeLimit.aborted)
        settle({ code: null, output: `${output}\nNot done after ${input.waitMs} ms.` });
      else settle({ code: null, output: `${output}${error.message}` });
    });
    child.on("close", (code) => settle({ code, output: output.trim() }));
    // On Windows the server inherits the pipes and would keep them open for as long as it lives.
    child.on("exit", (code) =>
      setTimeout(() => settle({ code, output: output.trim() }), 500).unref(),
    );
  });
}

function harmlessEnvironment(): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = { LC_ALL: "C" };
  for (const name of ["PATH", "SystemRoot", "windir", "TEMP", "TMP"]) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
