import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathOf } from "@bunch/contracts/routes";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Words } from "../words/en.ts";
import { plainFetch } from "./plain-fetch.ts";
import { checkout, ownIdleSeconds, ownLogFolder, type ServerAddress } from "./server-address.ts";

const readyWithinMs = 120_000;
const lookMs = 150;
const againAfterMs = 2000;
const mostLaunches = 15;
const idleSeconds = "60";
/** They go with the requests that need them, not into a process that stays. */
const keyVariables = ["GEMINI_API_KEY", "OPENAI_API_KEY", "BUNCH_API_KEY", "BUNCH_TOKEN"];

/** Starts this checkout's server as `npm start` would, in a session of its own so that it outlives the command, and waits until it is ready. */
export async function startServer(input: {
  address: ServerAddress;
  words: Words;
  env: Record<string, string | undefined>;
  signal: AbortSignal;
}): Promise<void> {
  const { address, words, signal } = input;
  const endMs = performance.now() + readyWithinMs;
  let launched = launch(input);
  let launchedMs = performance.now();
  let launches = 1;
  while (performance.now() < endMs) {
    signal.throwIfAborted();
    if (await isReady(address.url, signal)) return;
    if (launched.exited.code !== null) {
      const mayPass = isBusyWith(address.port, launched.log) && launches < mostLaunches;
      if (!mayPass) throw failed(words, launched.log);
      // Another command is just starting it, or it is just ending: soon that one is there, or ours can be.
      if (performance.now() - launchedMs > againAfterMs) {
        launched = launch(input);
        launchedMs = performance.now();
        launches += 1;
      }
    }
    await sleep(lookMs, undefined, { signal });
  }
  if (launched.exited.code !== null) throw failed(words, launched.log);
  throw new CannotGoOn(
    exitStatus.error,
    "server_not_ready",
    words.startTooSlow(readyWithinMs / 1000, launched.log),
  );
}

/** Whether it could not start as another server of this very port has the data, or has just taken the port. */
function isBusyWith(port: string, log: string): boolean {
  return new RegExp(`(?:\\bport |:)${port}\\b`, "i").test(sentenceIn(log) ?? "");
}

function launch({ address, words, env }: Parameters<typeof startServer>[0]) {
  const folder = ownLogFolder(env);
  const log = join(folder, "started-by-command.log");
  let output: number;
  try {
    mkdirSync(folder, { recursive: true });
    output = openSync(log, "w", 0o600);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotGoOn(
      exitStatus.error,
      "server_not_started",
      `${words.startFailedBecause} ${why}`,
    );
  }
  const childEnv: Record<string, string | undefined> = {
    // No page is asked for; whoever wants pages runs npm start.
    BUNCH_SKIP_WEB_BUILD: "1",
    ...env,
    STOP_WHEN_IDLE_S: ownIdleSeconds(env) ?? idleSeconds,
    PORT: address.port,
  };
  for (const name of keyVariables) delete childEnv[name];
  // The heap as `npm start` has it.
  const heap = "--max-semi-space-size=4";
  const file = join(checkout, "apps/server/src/start/all-in-one.ts");
  const child = spawn(process.execPath, [heap, file], {
    cwd: checkout,
    detached: true,
    stdio: ["ignore", output, output],
    env: childEnv,
  });
  closeSync(output);
  const exited: { code: number | null } = { code: null };
  child.once("exit", (code) => (exited.code = code ?? -1));
  child.once("error", () => (exited.code = -1));
  child.unref();
  return { log, exited };
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await plainFetch(`${url}${pathOf("ready")}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(3000)]),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

function failed(words: Words, log: string): CannotGoOn {
  const sentence = sentenceIn(log);
  return new CannotGoOn(
    exitStatus.error,
    "server_not_started",
    sentence === null ? words.startFailed(log) : `${words.startFailedBecause}\n${sentence}`,
  );
}

/** What the server said when it could not start. */
function sentenceIn(log: string): string | null {
  try {
    const said = readFileSync(log, "utf8").split("Bunch cannot start.\n")[1]?.trim();
    return said || null;
  } catch {
    return null;
  }
}
