import { parseArgs } from "node:util";
import { openLane } from "./lane.ts";
import { makePlan } from "./make-plan.ts";
import { noteSeeds } from "./note-seeds.ts";
import { type Topology, topologies } from "./plan.ts";
import { type SeedRun, runSeed } from "./run-seed.ts";
import { whatIsHere } from "./what-is-here.ts";

const help = `npm run chaos -- [--seed 7] [--seeds 20 [--from 1]] [--parallel 1]
  [--topology NAME]  only this one of ${topologies.join(", ")}
  [--planted BUG]    with this mistake in the server, which has to be found
  [--note]           adds the seeds that passed to tools/chaos/seeds.md`;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
    parallel: { type: "string", default: "1" },
    topology: { type: "string" },
    planted: { type: "string" },
    note: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const parallel = Number(values.parallel);
if (values.help || ![from, count, parallel].every((one) => Number.isInteger(one) && one > 0)) {
  console.log(help);
  process.exit(values.help ? 0 : 2);
}

const here = whatIsHere();
for (const sentence of here.missing) console.log(sentence);
let next = from;
let isBrokenOff = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (isBrokenOff) process.exit(1);
    isBrokenOff = true;
    console.log("No more seeds are begun; a second signal ends those that run.");
  });
const runs: SeedRun[] = [];
/** Seeds whose run itself broke. */
const broken: number[] = [];
const startedMs = performance.now();
await Promise.all(Array.from({ length: Math.min(parallel, count) }, runLane));
tellSummary();
if (values.note) await noteSeeds(runs, new Date());

async function runLane(): Promise<void> {
  const lane = await openLane();
  try {
    while (next < from + count && !isBrokenOff) {
      const seed = next++;
      const topology = topologyOf(seed);
      const plan = makePlan(seed, topology);
      try {
        const run = await runSeed(plan, lane, { planted: values.planted ?? null });
        runs.push(run);
        tell(run);
      } catch (cause) {
        // It proves nothing, neither way; what passed before it is still to be noted.
        broken.push(seed);
        console.log(`seed ${seed} (${topology}) broke: ${String(cause)}`);
      }
    }
  } finally {
    await lane.stop();
  }
}

function topologyOf(seed: number): Topology {
  const asked = here.topologies.find((one) => one === values.topology);
  return asked ?? here.topologies[seed % here.topologies.length] ?? "all-in-one";
}

function tell({ plan, violations, figures, folder }: SeedRun): void {
  const { seconds, calls, results, doubts, starts } = figures;
  console.log(
    `seed ${plan.seed} (${plan.topology}): ${violations.length === 0 ? "holds" : "VIOLATED"}, ${results} results, ${calls} calls, ${doubts} doubts open, ${starts} starts, ${seconds.toFixed(1)} s`,
  );
  for (const violation of violations) console.log(`  ${violation}`);
  if (folder)
    console.log(`  plan and logs: ${folder}; again: npm run chaos -- --seed ${plan.seed}`);
}

function tellSummary(): void {
  const bad = runs.filter(({ violations }) => violations.length > 0);
  const minutes = (performance.now() - startedMs) / 60_000;
  console.log(
    `${runs.length} seeds in ${minutes.toFixed(1)} min: ${bad.length === 0 ? "no violation" : `violated by ${bad.map(({ plan }) => plan.seed).join(", ")}`}.`,
  );
  if (broken.length > 0) console.log(`These broke and prove nothing: ${broken.join(", ")}.`);
  if (bad.length + broken.length > 0) process.exitCode = 1;
}
