import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../testing/until.ts";
import type { Bench } from "../bench-of.ts";
import { usageOf } from "../measuring/process-usage.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { type Fleet, hasServers, withFleet } from "./open-fleet.ts";

const help = `npm run bench -- depth [--pending 100000] [--seconds 60] [--workers 4]
  what it costs that so many results wait while every slot is taken: dispatcher, watch, recovery, and PostgreSQL
  [--pending N]        results that wait, in one batch and in batches of a thousand
  [--seconds N]        a steady time, measured
  [--workers N]        worker processes of ten slots
  [--quick]            few and short: does it run, no figures
  [--check]            end with 1 where the limit is missed`;

/** Of one core, workers and PostgreSQL together, above what they take with nothing to do. */
const limit = 0.05;
const slots = 10;
const hangMs = 3_000_000;

type Steady = { who: string; workers: number; database: number };

/** The price of a long queue. */
export const depth: Bench = {
  says: "CPU of dispatching and watching while 100 000 wait",
  help,
  run: async (args) => {
    if (!hasServers) return ["It needs Debian's postgresql-15 and redis-server."];
    const flags = readFlags(args, { pending: 100_000, seconds: 60, workers: 4, quick: false });
    const pending = flags.quick ? 2000 : flags.pending;
    const seconds = flags.quick ? 3 : flags.seconds;
    const many = Math.max(2, Math.round(pending / 1000));
    const measured: Steady[] = [];
    for (const batches of [0, 1, many]) {
      const steady = await measure({ pending, batches, seconds, workers: flags.workers });
      measured.push(steady);
      console.log(`  ${steady.who}: ${percent(steady.workers)} and ${percent(steady.database)}`);
    }
    const [idle, ...deep] = measured;
    console.log(`\n${report(idle!, deep)}`);
    return deep
      .filter((one) => !(above(one, idle!) <= limit))
      .map(
        (one) =>
          `${one.who}: ${percent(above(one, idle!))} of a core, at most ${percent(limit)} is wanted.`,
      );
  },
};

/** All slots taken by calls that hang, the rest waiting: the CPU of a time in which nothing else happens, as a part of a core. */
function measure(input: {
  pending: number;
  batches: number;
  seconds: number;
  workers: number;
}): Promise<Steady> {
  const { pending, batches, seconds, workers } = input;
  const emulator = { latency: { kind: "fixed" as const, ms: hangMs } };
  return withFleet({ backend: "redis", apis: 1, workers, slots, emulator }, async (fleet) => {
    for (let number = 0; number < batches; number += 1)
      await fleet.submit(Math.ceil(pending / batches));
    if (batches > 0) await everySlotTaken(fleet, workers * slots);
    // What was just written is tidied up by PostgreSQL once, and is no part of a steady time.
    await fleet.query("vacuum analyze");
    await delay(3000);
    const before = reading(fleet);
    await delay(seconds * 1000);
    const after = reading(fleet);
    const part = (ms: number) => ms / (seconds * 1000);
    return {
      who: batches === 0 ? "nothing waits" : `${pending} wait in ${batches}`,
      workers: part(after.workers - before.workers),
      database: part(after.database - before.database),
    };
  });
}

function everySlotTaken(fleet: Fleet, slotsOfAll: number): Promise<void> {
  return until(
    "every slot has a call",
    async () => (await fleet.provider.calls()).filter(({ done }) => !done).length >= slotsOfAll,
    { withinMs: 120_000 },
  );
}

function reading({ workers, databaseCpuMs }: Fleet) {
  return {
    workers: workers.reduce((sum, { pid }) => sum + (usageOf(pid)?.cpuMs ?? 0), 0),
    database: databaseCpuMs(),
  };
}

const above = (one: Steady, idle: Steady) =>
  one.workers + one.database - idle.workers - idle.database;
const percent = (part: number) => `${(part * 100).toFixed(1)} %`;

function report(idle: Steady, deep: readonly Steady[]): string {
  return table([
    ["of one core", "all workers", "PostgreSQL", "together", "above idle"],
    ...[idle, ...deep].map((one) => [
      one.who,
      percent(one.workers),
      percent(one.database),
      percent(one.workers + one.database),
      one === idle ? "" : percent(above(one, idle)),
    ]),
  ]);
}
