import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { explore, type Explored } from "./explore.ts";
import { narrate } from "./narrate.ts";
import { plantedBugs } from "./planted-bugs.ts";

const help = `npm run simulate -- [--schedules 100000] [--seed N]
  [--path P]      run the one schedule again that failed there, with its story
  [--bug WORDS]   plant the bug whose name has these words; "list" names them all`;

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "100000" },
    seed: { type: "string" },
    path: { type: "string" },
    bug: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const count = Number(values.schedules);
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const names = Object.keys(plantedBugs);
const name = names.find((one) => values.bug !== undefined && one.includes(values.bug));
if (values.bug === "list") console.log(names.join("\n"));
if (values.help || values.bug === "list") process.exit(0);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error(`--schedules and --seed take whole numbers.\n${help}`);
  process.exit(2);
}
if (values.bug !== undefined && name === undefined) {
  console.error(`No planted bug is named like "${values.bug}". There are:\n${names.join("\n")}`);
  process.exit(2);
}

const bug = plantedBugs[name ?? ""];
const plant = bug ?? ((acts) => acts);
console.log(`Seed ${seed}${name === undefined ? "" : `, with a bug planted: ${name}`}.`);
const explored = await explore({
  seed,
  schedules: count,
  path: values.path,
  plant: values.path === undefined ? plant : narrate(plant, console.log),
});
report(explored);
process.exit(explored.failure ? 1 : 0);

function report({ runs, calls, virtualMs, elapsedMs, cpuMs, failure }: Explored): void {
  const perMinute = (ms: number) => Math.round((60_000 * runs) / ms).toLocaleString("en");
  console.log(
    `${runs.toLocaleString("en")} schedules, ${calls.toLocaleString("en")} calls, ${(virtualMs / 3_600_000).toFixed(0)} hours of virtual time in ${(elapsedMs / 1000).toFixed(1)} s: ${perMinute(elapsedMs)} schedules a minute, ${perMinute(cpuMs)} for a core of its own.`,
  );
  if (!failure) {
    console.log("Every promise was kept.");
    return;
  }
  console.log(`\nBroken:\n  ${failure.violations.join("\n  ")}\n\nThe smallest schedule found:`);
  console.log(JSON.stringify(failure.schedule, null, 1));
  const again = name === undefined ? "" : ` --bug "${name}"`;
  console.log(`\nAgain: npm run simulate -- --seed ${failure.seed} --path ${failure.path}${again}`);
}
