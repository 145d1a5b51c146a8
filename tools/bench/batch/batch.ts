import type { Bench } from "../bench-of.ts";
import { startProvider } from "../contestants/emulated-provider.ts";
import { canMeasure } from "../measuring/process-usage.ts";
import { readFlags } from "../read-flags.ts";
import { missesOf, ratiosOf, report, type Round, type ScriptRound } from "./report.ts";
import { type BunchRun, runBunch } from "./run-bunch.ts";
import { runPlainScript } from "./run-plain-script.ts";
import type { Scenario } from "./scenario.ts";

const help = `npm run bench -- [--rounds 3] [--prompts 100] [--slots 10] [--model gemini-nano-banana-2.1] [--picture-bytes 1500000]
  [--identity]         the provider compresses its answers for nobody; Google does for whoever accepts it, as its library
  [--quick]            one round of 20 prompts
  [--check]            end with 1 where a limit is missed
  [--profile FOLDER]   keep the server's CPU profiles there`;

/** Makespan, CPU and memory of an ordinary batch beside a script's. */
export const batch: Bench = {
  says: "time, CPU and memory of a batch of 100, beside a script's; what runs without a name",
  help,
  run: async (args) => {
    const flags = readFlags(args, {
      rounds: 3,
      prompts: 100,
      slots: 10,
      model: "gemini-nano-banana-2.1",
      "picture-bytes": 1_500_000,
      identity: false,
      quick: false,
      profile: "",
    });
    const rounds = flags.quick ? 1 : flags.rounds;
    const scenario: Scenario = {
      prompts: flags.quick ? 20 : flags.prompts,
      slots: flags.slots,
      model: flags.model,
      latency: { minMs: 2000, maxMs: 3000 },
      pictureBytes: flags["picture-bytes"],
      gzip: !flags.identity,
    };
    console.log(
      `${scenario.prompts} prompts of 2 to 3 s, ${scenario.slots} in flight, pictures of ${(scenario.pictureBytes / 1e6).toFixed(1)} MB from ${scenario.model}; ${rounds} rounds.`,
    );
    const env: Record<string, string> =
      flags.profile === "" ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${flags.profile}` };
    const done = await drawRounds(scenario, rounds, env);
    console.log(`\n${report(done, scenario.prompts)}`);
    return canMeasure ? missesOf(ratiosOf(done)) : [];
  },
};

async function drawRounds(
  scenario: Scenario,
  rounds: number,
  env: Record<string, string>,
): Promise<Round[]> {
  const provider = await startProvider({
    latency: { kind: "uniform", ...scenario.latency },
    pictureBytes: scenario.pictureBytes,
    gzip: scenario.gzip,
  });
  try {
    const done: Round[] = [];
    for (let seed = 1; seed <= rounds; seed += 1)
      done.push(await drawRound({ scenario, provider, seed, env }));
    return done;
  } finally {
    await provider.stop();
  }
}

/** Everybody once, on the same latencies; who begins changes from round to round, as machines grow warm and busy. */
async function drawRound(input: Parameters<typeof runBunch>[0]): Promise<Round> {
  const { scenario, seed } = input;
  let bunch: BunchRun | undefined;
  const scripts: Partial<Record<"plain" | "fsync", ScriptRound>> = {};
  const script = (durability: "plain" | "fsync") => runPlainScript({ ...input, durability });
  const turns = [
    async () => (bunch = tell("Bunch", scenario, await runBunch(input))),
    async () => (scripts.plain = tell("script", scenario, await script("plain"))),
    async () => (scripts.fsync = tell("script, fsync", scenario, await script("fsync"))),
  ];
  for (let turn = 0; turn < turns.length; turn += 1)
    await turns[(turn + seed - 1) % turns.length]?.();
  const { plain, fsync } = scripts;
  if (!bunch || !plain || !fsync) throw new Error("A round ended before everybody had a turn.");
  return { bunch, plain, fsync };
}

function tell<Run extends BunchRun | ScriptRound>(who: string, scenario: Scenario, run: Run): Run {
  const usage = "server" in run.usage ? run.usage.server : run.usage;
  console.log(
    `  ${who}: ${(run.makespanMs / 1000).toFixed(2)} s (bound ${(run.boundMs / 1000).toFixed(2)} s), ${(usage.cpuMs / scenario.prompts).toFixed(1)} ms of CPU a picture, ${usage.peakRssMb.toFixed(0)} MB`,
  );
  return run;
}
