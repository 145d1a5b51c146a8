import fc from "fast-check";
import { installLightAbort } from "./light-abort.ts";
import type { Plant } from "./planted-bugs.ts";
import { runSchedule } from "./run-schedule.ts";
import { type Schedule, schedules } from "./schedule.ts";

/** What came of many schedules. */
export type Explored = {
  runs: number;
  calls: number;
  virtualMs: number;
  elapsedMs: number;
  cpuMs: number;
  /** The smallest schedule found that breaks a promise, and how to run it again. */
  failure: { seed: number; path: string; schedule: Schedule; violations: string[] } | null;
};

/** How often Node gets to do what it does between the turns of its loop; a simulation alone never ends its turn. */
const breatheEvery = 500;

/** Runs so many schedules from a seed, and makes the first that breaks a promise as small as it gets. */
export async function explore(input: {
  schedules: number;
  seed: number;
  /** Where the failure lies that is to be run again. */
  path?: string | undefined;
  plant?: Plant | undefined;
}): Promise<Explored> {
  const counted = { runs: 0, calls: 0, virtualMs: 0 };
  const property = fc.asyncProperty(schedules, async (schedule) => {
    if ((counted.runs += 1) % breatheEvery === 0) await new Promise(setImmediate);
    const told = await runSchedule(schedule, input.plant);
    counted.calls += told.calls;
    counted.virtualMs += told.virtualMs;
    if (told.violations.length > 0) throw new BrokenPromises(told.violations);
  });
  const restore = installLightAbort();
  const { stackTraceLimit } = Error;
  // The simulation throws many errors on purpose, and reads none of their stacks.
  Error.stackTraceLimit = 0;
  const [startedMs, cpu] = [performance.now(), process.cpuUsage()];
  try {
    const { seed, path } = input;
    const found = await fc.check(property, {
      seed,
      numRuns: input.schedules,
      ...(path === undefined ? {} : { path, endOnFailure: true }),
    });
    const spent = process.cpuUsage(cpu);
    return {
      ...counted,
      elapsedMs: performance.now() - startedMs,
      cpuMs: (spent.user + spent.system) / 1000,
      failure: failureOf(found, seed),
    };
  } finally {
    restore();
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class BrokenPromises extends Error {
  readonly violations: string[];
  constructor(violations: string[]) {
    super(violations.join("\n"));
    this.violations = violations;
  }
}

function failureOf(found: fc.RunDetails<[Schedule]>, seed: number): Explored["failure"] {
  if (!found.failed) return null;
  const schedule = found.counterexample?.[0];
  const { errorInstance: cause, counterexamplePath: path } = found;
  // A bug of the simulation itself is thrown raw.
  if (!schedule || path === null || !(cause instanceof BrokenPromises)) throw cause;
  return { seed, path, schedule, violations: cause.violations };
}
