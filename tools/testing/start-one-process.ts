import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createClient, type Client } from "@bunch/contracts/client";
import { freePort } from "./free-port.ts";
import { until } from "./until.ts";

const thisBunch = fileURLToPath(new URL("../../", import.meta.url));

/** A real Bunch that a test has started: one process, or several behind one address. */
export type Bunch = {
  url: string;
  client: Client;
  /** All that it said so far. */
  output: () => string;
  pid: number;
  /** Resolves with the exit code, or the signal's name. */
  ended: Promise<number | string>;
  kill: (signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT") => void;
  /** SIGTERM, then waits for the end; kills what hangs. */
  stop: () => Promise<void>;
};

/** What is to be started. */
export type Starting = {
  dataDir: string;
  port?: number;
  env?: Record<string, string>;
  /** Whether the pages are needed, and built when they are stale. */
  buildWeb?: boolean;
  /** Which start file, `all-in-one` unless told. */
  role?: "all-in-one" | "api" | "worker";
  /** Where another version of the program lies; this one unless told. */
  program?: string;
};

/** Starts one process on a data folder and resolves once `/ready` says yes. */
export async function startOneProcess(input: Starting): Promise<Bunch> {
  const { role = "all-in-one" } = input;
  const port = input.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const said: string[] = [];
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=4", `apps/server/src/start/${role}.ts`],
    {
      cwd: input.program ?? thisBunch,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        DATA_DIR: input.dataDir,
        LOG_DIR: `${input.dataDir}/logs`,
        PORT: String(port),
        RETRY_FIRST_WAIT_MS: "50",
        ...(input.buildWeb ? {} : { BUNCH_SKIP_WEB_BUILD: "1" }),
        ...input.env,
      },
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const ended = endOf(child);
  const output = () => said.join("");
  const gone = new AbortController();
  void ended.then(() => gone.abort());
  await until(
    `Bunch is ready on ${url}`,
    async () => {
      if (gone.signal.aborted) throw new Error(`Bunch ended at its start:\n${output()}`);
      if (role === "worker") return output().includes("The worker draws");
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(2000)]);
      const answer = await fetch(`${url}/ready`, { signal }).catch(() => null);
      await answer?.body?.cancel();
      return answer?.ok === true;
    },
    { withinMs: 90_000, give: output },
  ).catch((error: unknown) => {
    // Nobody else knows of it.
    child.kill("SIGKILL");
    throw error;
  });
  return {
    url,
    client: createClient({ baseUrl: url }),
    output,
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => child.kill(signal),
    stop: async () => {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal ?? -1));
  });
}
