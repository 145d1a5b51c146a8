import { loadavg } from "node:os";
import { analytics } from "./analytics/analytics.ts";
import { batch } from "./batch/batch.ts";
import type { Bench } from "./bench-of.ts";
import { claims } from "./claims/claims.ts";
import { WrongFlags } from "./read-flags.ts";
import { faults } from "./faults/faults.ts";
import { growth } from "./growth/growth.ts";
import { large } from "./large/large.ts";
import { depth } from "./fleet/depth.ts";
import { scale } from "./fleet/scale.ts";
import { streams } from "./fleet/streams.ts";
import { canMeasure } from "./measuring/process-usage.ts";
import { pace } from "./pace/pace.ts";
import { queries } from "./queries/queries.ts";
import { visible } from "./visible/visible.ts";
import { web } from "./web/web.ts";
import { zip } from "./zip/zip.ts";

// `npm run bench -- NAME …` measures one thing; without a name, a batch.

const benches: Record<string, Bench> = {
  batch,
  pace,
  faults,
  visible,
  large,
  claims,
  growth,
  queries,
  scale,
  streams,
  depth,
  web,
  zip,
  analytics,
};

const [first = ""] = process.argv.slice(2);
const isNamed = first !== "" && !first.startsWith("-");
const bench = benches[isNamed ? first : "batch"];
const args = process.argv.slice(isNamed ? 3 : 2).filter((arg) => arg !== "--check");
const checks = process.argv.includes("--check");

if (!bench) stop(`There is no bench "${first}".\n\n${list()}`);
else if (args.includes("--help")) console.log(isNamed ? bench.help : `${bench.help}\n\n${list()}`);
else await measure(bench);

async function measure(measured: Bench): Promise<void> {
  if (!canMeasure)
    console.log("CPU and memory are read from /proc, which this system has not: they are 0.");
  warnOfNoise();
  try {
    const misses = await measured.run(args);
    warnOfNoise();
    if (misses.length > 0) console.log(`\n${misses.join("\n")}`);
    if (checks && misses.length > 0) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof WrongFlags)) throw error;
    stop(`${error.message}\n\n${measured.help}`);
  }
}

function list(): string {
  const named = Object.entries(benches).map(([name, { says }]) => `  ${name.padEnd(8)} ${says}`);
  return `npm run bench -- NAME [--quick] [--check] [--help]\n${named.join("\n")}`;
}

function stop(why: string): void {
  console.error(why);
  process.exitCode = 2;
}

function warnOfNoise(): void {
  const [load = 0] = loadavg();
  if (load > 0.7)
    console.log(`Others are busy on this machine (load ${load.toFixed(1)}): times are too long.`);
}
