import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { PlannedProcess } from "./plan.ts";
import { until } from "../testing/until.ts";
import { type Spawned, spawnNode } from "./spawn-node.ts";

/** A Bunch process that is started again whenever it ends, as systemd or a container's host would. */
export type SupervisedProcess = {
  name: string;
  output: () => string;
  kill: () => void;
  /** Stops it for so long, then lets it go on. */
  freeze: (forMs: number) => Promise<void>;
  /** SIGTERM and a new start: a deploy. */
  deploy: () => Promise<void>;
  /** SIGTERM for good; how it ended. */
  stop: () => Promise<number | NodeJS.Signals>;
  /** Crash points that it reached, kills and freezes from outside, deploys, ends by itself. */
  history: string[];
  starts: () => number;
};

const restMs = 100;
const lookMs = 50;
const mostLooks = 200;
/** A start may fail while the database is away; this many in a row mean that it never will. */
const mostStarts = 60;
const stopMs = 20_000;
const upMs = 60_000;

/** Starts it. Each start but the first few has no crash point. */
export function supervise(input: {
  planned: PlannedProcess;
  env: Record<string, string>;
  freezeMs: number;
  /** After that time at a crash point it is let go on once this resolves. */
  mayGoOn?: () => Promise<void>;
}): SupervisedProcess {
  const { planned, freezeMs, mayGoOn = async () => undefined } = input;
  const crashes = [...planned.crashes];
  const history: string[] = [];
  let said = "";
  let isStopping = false;
  let isDeploying = false;
  /** Ended, and not started again yet. */
  let isResting = false;
  let starts = 0;
  let current = start();

  function start(): Spawned {
    starts += 1;
    const crashAt = crashes.shift();
    const spawned = spawnNode(
      `apps/server/src/start/${planned.role}.ts`,
      [],
      { ...input.env, ...(crashAt ? { CRASH_AT: crashAt } : {}) },
      (text) => {
        said += text;
        for (const [, did, point] of text.matchAll(/CRASH_AT: (killed|frozen) at (\w+)/g)) {
          history.push(`${did} at ${point}`);
          if (did === "frozen") void letGoOn(spawned, () => delay(freezeMs).then(mayGoOn));
        }
      },
    );
    void spawned.ended.then((how) => onEnd(how));
    return spawned;
  }

  async function onEnd(how: number | NodeJS.Signals): Promise<void> {
    if (isStopping) return;
    isResting = true;
    if (how !== "SIGKILL" && !(isDeploying && how === 0)) history.push(`ended with ${how}`);
    isDeploying = false;
    await delay(restMs);
    // What it meant to meet at this start it will not meet any more.
    if (isStopping || starts >= mostStarts) return;
    isResting = false;
    current = start();
  }

  async function isUp(spawned: Spawned): Promise<void> {
    let hasEnded = false;
    void spawned.ended.then(() => (hasEnded = true));
    await until(
      `${planned.name} is up`,
      () => hasEnded || /is ready|The worker draws/.test(spawned.output()),
      { withinMs: upMs, give: () => spawned.output() },
    );
  }

  return {
    name: planned.name,
    output: () => said,
    history,
    starts: () => starts,
    kill: () => {
      history.push("killed");
      current.kill("SIGKILL");
    },
    freeze: async (forMs) => {
      const frozen = current;
      history.push(`frozen for ${forMs} ms`);
      frozen.kill("SIGSTOP");
      await delay(forMs);
      frozen.kill("SIGCONT");
    },
    deploy: async () => {
      history.push("deployed");
      isDeploying = true;
      const old = current;
      old.kill("SIGTERM");
      await old.ended;
    },
    stop: async () => {
      isStopping = true;
      for (;;) {
        current.kill("SIGCONT");
        // Before that it has not begun to listen for signals.
        await isUp(current);
        current.kill("SIGTERM");
        let isHanging = false;
        const timer = setTimeout(() => {
          isHanging = true;
          current.kill("SIGKILL");
        }, stopMs);
        const how = await current.ended;
        clearTimeout(timer);
        if (isHanging) return how;
        // It met its crash point on the way out, or was down just then: what it left is its next life's to finish.
        const isDown = how === "SIGKILL" || isResting;
        isResting = false;
        if (!isDown || starts >= mostStarts) return how;
        crashes.length = 0;
        current = start();
      }
    },
  };
}

/**
 * Continues a process that has said that it freezes. On a busy machine it may come to that only later: a signal that is sent
 * too early is lost, and it would sleep for ever.
 */
async function letGoOn(spawned: Spawned, slept: () => Promise<void>): Promise<void> {
  for (let look = 0; look < mostLooks && isStopped(spawned.pid) === false; look += 1)
    await delay(lookMs);
  // However that went, it must not sleep for ever.
  await slept().catch(() => undefined);
  spawned.kill("SIGCONT");
}

/** Null where this system does not tell, or it has ended. */
function isStopped(pid: number): boolean | null {
  try {
    return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return null;
  }
}
