import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startProvider } from "./emulated-provider.ts";
import { canMeasure } from "./process-usage.ts";
import { missesOf, ratiosOf, report, type Round } from "./report.ts";
import { type BunchRun, runBunch } from "./run-bunch.ts";
import { runScript, type ScriptRun } from "./run-script.ts";
import type { Scenario } from "./scenario.ts";

const help = `npm run bench -- [--rounds 3] [--prompts 100] [--slots 10] [--model gemini-nano-banana-2.1] [--picture-bytes 1500000]
  [--identity]         the provider compresses its answers for nobody; Google does for whoever accepts it, as its library
  [--quick]            one round of 20 prompts
  [--check]            end with 1 where a limit is missed
  [--profile FOLDER]   keep the server's CPU profiles there`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    prompts: { type: "string", default: "100" },
    slots: { type: "string", default: "10" },
    model: { type: "string", default: "gemini-nano-banana-2.1" },
    "picture-bytes": { type: "string", default: "1500000" },
    identity: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const scenario: Scenario = {
  prompts: values.quick ? 20 : Number(values.prompts),
  slots: Number(values.slots),
  model: values.model,
  latency: { minMs: 2000, maxMs: 3000 },
  pictureBytes: Number(values["picture-bytes"]),
  gzip: !values.identity,
};
const counts = [rounds, scenario.prompts, scenario.slots, scenario.pictureBytes];
if (values.help || !counts.every((count) => Number.isInteger(count) && count > 0)) {
  console.log(help);
  process.exit(values.help ? 0 : 2);
}

console.log(
  `${scenario.prompts} prompts of 2 to 3 s, ${scenario.slots} in flight, pictures of ${(scenario.pictureBytes / 1e6).toFixed(1)} MB from ${scenario.model}; ${rounds} rounds.`,
);
if (!canMeasure)
  console.log(
    "CPU and memory are read from /proc, which this system has not: only times are told.",
  );
warnOfNoise();

const env: Record<string, string> =
  values.profile === undefined
    ? {}
    : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` };
const provider = await startProvider(scenario);
try {
  const done: Round[] = [];
  for (let seed = 1; seed <= rounds; seed += 1) done.push(await round(seed));
  warnOfNoise();
  console.log(`\n${report(done, scenario.prompts)}`);
  const misses = canMeasure ? missesOf(ratiosOf(done)) : [];
  if (values.check && misses.length > 0) {
    console.log(`\n${misses.join("\n")}`);
    process.exitCode = 1;
  }
} finally {
  await provider.stop();
}

/** Everybody once, on the same latencies; who begins changes from round to round, as machines grow warm and busy. */
async function round(seed: number): Promise<Round> {
  const common = { scenario, provider, seed };
  let bunch: BunchRun | undefined;
  const scripts: Partial<Record<"plain" | "fsync", ScriptRun>> = {};
  const turns = [
    async () => (bunch = tell("Bunch", await runBunch({ ...common, env }))),
    async () =>
      (scripts.plain = tell("script", await runScript({ ...common, durability: "plain" }))),
    async () =>
      (scripts.fsync = tell("script, fsync", await runScript({ ...common, durability: "fsync" }))),
  ];
  for (let turn = 0; turn < turns.length; turn += 1)
    await turns[(turn + seed - 1) % turns.length]?.();
  const { plain, fsync } = scripts;
  if (!bunch || !plain || !fsync) throw new Error("A round ended before everybody had a turn.");
  return { bunch, plain, fsync };
}

function tell<Run extends BunchRun | ScriptRun>(who: string, run: Run): Run {
  const usage = "server" in run.usage ? run.usage.server : run.usage;
  console.log(
    `  ${who}: ${(run.makespanMs / 1000).toFixed(2)} s (bound ${(run.boundMs / 1000).toFixed(2)} s), ${(usage.cpuMs / scenario.prompts).toFixed(1)} ms of CPU a picture, ${usage.peakRssMb.toFixed(0)} MB`,
  );
  return run;
}

function warnOfNoise(): void {
  const [load = 0] = loadavg();
  if (load > 0.7)
    console.log(`Others are busy on this machine (load ${load.toFixed(1)}): times are too long.`);
}
