import { setTimeout as delay } from "node:timers/promises";
import type { Bench } from "../bench-of.ts";
import { startProcess } from "../contestants/start-process.ts";
import { usageOf } from "../measuring/process-usage.ts";
import { quantile } from "../measuring/quantile.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { hasServers, withFleet } from "./open-fleet.ts";

const help = `npm run bench -- streams [--streams 2000] [--batches 100] [--seconds 30]
  so many event streams on one API process: from when an event is written until a watcher has it
  [--streams N]        watchers
  [--batches N]        as many batches, each with one call in flight, ten pictures a second together; then all on
                       one batch, at two a second
  [--seconds N]        measured for so long
  [--quick]            few and short: does it run, no figures
  [--check]            end with 1 where the limit is missed`;

const limitMs = 300;

type Delays = {
  who: string;
  delaysMs: number[];
  apiCpu: number;
  apiMb: number;
  broken: number;
};

/** Whether one API process serves many who watch. */
export const streams: Bench = {
  says: "2 000 event streams on one API: from written to received",
  help,
  run: async (args) => {
    if (!hasServers) return ["It needs Debian's postgresql-15 and redis-server."];
    const flags = readFlags(args, { streams: 2000, batches: 100, seconds: 30, quick: false });
    const watchers = flags.quick ? 100 : flags.streams;
    const seconds = flags.quick ? 5 : flags.seconds;
    const measured = [
      await measure({
        watchers,
        seconds,
        batches: flags.batches,
        slots: flags.batches,
        latencyMs: 100 * flags.batches,
      }),
      await measure({ watchers, seconds, batches: 1, slots: 2, latencyMs: 1000 }),
    ];
    console.log(`\n${report(measured)}`);
    return measured.flatMap(({ who, delaysMs, broken }) => {
      const p99 = quantile(delaysMs, 0.99);
      return [
        ...(p99 <= limitMs ? [] : [`${who}: p99 is ${p99} ms, at most ${limitMs} is wanted.`]),
        ...(broken > 0 ? [`${who}: ${broken} streams broke.`] : []),
      ];
    });
  },
};

function measure(input: {
  watchers: number;
  seconds: number;
  batches: number;
  slots: number;
  latencyMs: number;
}): Promise<Delays> {
  const { watchers, seconds, batches, slots, latencyMs } = input;
  const emulator = { latency: { kind: "fixed" as const, ms: latencyMs } };
  return withFleet({ backend: "redis", apis: 1, workers: 1, slots, emulator }, async (fleet) => {
    const api = fleet.apis[0]!;
    const ids: string[] = [];
    // More than can be drawn until the end: no stream is to close.
    const each = Math.ceil((slots / batches) * (((seconds + 120) * 1000) / latencyMs + 3));
    for (let number = 0; number < batches; number += 1) ids.push(await fleet.submit(each));
    const watching = startProcess("tools/bench/fleet/watch-many.ts", []);
    try {
      await watching.hears("awake");
      const urls = Array.from(
        { length: watchers },
        (_, index) => `${api.url}/api/executions/${ids[index % ids.length]}/events`,
      );
      watching.tell(JSON.stringify(urls));
      await watching.hears("all watch", 60_000);
      // The account has been opened up by then, and every batch has its call.
      await delay(2 * latencyMs);
      watching.tell("count");
      await watching.hears("counting");
      const before = usageOf(api.pid)?.cpuMs ?? 0;
      await delay(seconds * 1000);
      const usage = usageOf(api.pid);
      watching.tell("tell");
      const line = await watching.hears("delays ", 60_000);
      const told = JSON.parse(line.slice("delays ".length)) as {
        delaysMs: number[];
        broken: number;
      };
      return {
        who: `${watchers} on ${batches === 1 ? "one batch" : `${batches} batches`}`,
        ...told,
        apiCpu: ((usage?.cpuMs ?? 0) - before) / (seconds * 1000),
        apiMb: (usage?.peakRssBytes ?? 0) / 1e6,
      };
    } finally {
      await watching.stop();
    }
  });
}

function report(measured: readonly Delays[]): string {
  return table([
    ["", "events received", "p50", "p95", "p99", "most", "API's CPU", "its peak RSS"],
    ...measured.map(({ who, delaysMs, apiCpu, apiMb }) => [
      who,
      String(delaysMs.length),
      ...[0.5, 0.95, 0.99, 1].map((part) => `${quantile(delaysMs, part)} ms`),
      `${(apiCpu * 100).toFixed(0)} %`,
      `${apiMb.toFixed(0)} MB`,
    ]),
  ]);
}
