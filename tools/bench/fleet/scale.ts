import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../testing/until.ts";
import type { Bench } from "../bench-of.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { type Backend, hasServers, withFleet } from "./open-fleet.ts";

const help = `npm run bench -- scale [--latency 4000] [--slots 10] [--waves 12]
  calls a second of four worker processes against one's, each answered after a fixed time, no limits
  [--latency MS]       what each call takes
  [--slots N]          WORKER_CONCURRENCY of each
  [--waves N]          so many latencies are measured, once all slots are in use
  [--backend NAME]     only redis, or only postgres, carries the jobs
  [--quick]            few and short: does it run, no figures
  [--check]            end with 1 where the limit is missed`;

const many = 4;
const limit = 3.8;
const backends: readonly Backend[] = ["redis", "postgres"];

type Rate = { perSecond: number; bound: number };

/** Whether four workers do the work of four. */
export const scale: Bench = {
  says: "four workers against one: calls a second, on Redis and on PostgreSQL",
  help,
  run: async (args) => {
    if (!hasServers) return ["It needs Debian's postgresql-15 and redis-server."];
    const flags = readFlags(args, {
      latency: 4000,
      slots: 10,
      waves: 12,
      backend: "",
      quick: false,
    });
    const waves = flags.quick ? 2 : flags.waves;
    const rows: string[][] = [["", "one", "/ bound", `${many} workers`, "/ bound", "ratio"]];
    const misses: string[] = [];
    for (const backend of backends.filter((one) => flags.backend === "" || one === flags.backend)) {
      const [one, all] = [
        await measure({ ...flags, waves, backend, workers: 1 }),
        await measure({ ...flags, waves, backend, workers: many }),
      ];
      const ratio = all.perSecond / one.perSecond;
      rows.push([backend, ...cells(one), ...cells(all), ratio.toFixed(2)]);
      if (!(ratio >= limit))
        misses.push(
          `On ${backend} ${many} workers make ${ratio.toFixed(2)} times the calls of one, at least ${limit} is wanted.`,
        );
    }
    console.log(`\ncalls a second\n${table(rows)}`);
    return misses;
  },
};

/** Calls that began within so many latencies, from when every slot has been in use once. */
function measure(input: {
  latency: number;
  slots: number;
  waves: number;
  backend: Backend;
  workers: number;
}): Promise<Rate> {
  const { latency, waves, workers, slots } = input;
  const every = slots * workers;
  const emulator = { latency: { kind: "fixed" as const, ms: latency } };
  return withFleet({ ...input, apis: 1, emulator }, async ({ submit, provider }) => {
    // The account is opened up one call for each that was accepted: some waves until all slots are in use.
    await submit(Math.ceil(every * (waves + 15)));
    await until(
      "every slot is in use",
      async () => (await provider.calls()).filter(({ done }) => !done).length >= every * 0.95,
      { withinMs: 120_000 },
    );
    await delay(2 * latency);
    const fromMs = Date.now();
    await delay(waves * latency);
    const untilMs = Date.now();
    const begun = (await provider.calls()).filter(({ receivedAt }) => {
      const atMs = Date.parse(receivedAt);
      return atMs >= fromMs && atMs < untilMs;
    }).length;
    const perSecond = (1000 * begun) / (untilMs - fromMs);
    return { perSecond, bound: (1000 * every) / latency };
  });
}

function cells({ perSecond, bound }: Rate): string[] {
  return [perSecond.toFixed(2), (perSecond / bound).toFixed(3)];
}
