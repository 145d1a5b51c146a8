import type { Bench } from "../bench-of.ts";
import { mostInFlight, refusedPart, servedMs } from "../contestants/call-figures.ts";
import { startProvider } from "../contestants/emulated-provider.ts";
import { promptsOf } from "../contestants/prompts.ts";
import { type Trial, tryBunch, tryScript } from "../contestants/trial.ts";
import { greedyBoundMs } from "../measuring/greedy-bound.ts";
import { median } from "../measuring/median.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";

const help = `npm run bench -- faults [--rounds 5] [--peers]
  100 prompts of 2 to 3 s, ten in flight; 10 % of the calls meet a 429 without a word, 5 % a 503, three prompts are refused
  [--rounds N]         so often, each with other latencies and faults; medians are told
  [--peers]            also the scripts that one writes instead
  [--quick]            one round of 20 prompts: does it run, no figures
  [--check]            end with 1 where a limit is missed`;

const model = "gemini-nano-banana-2.1";
const slots = 10;
const limits = { makespanOfBound: 1.2 };
const mostMs = 600_000;
/** A prompt in 33 is one that the model will not draw, whoever asks. */
const refusedEvery = 33;
const peers = [
  { slots, order: "pool", retries: "full_jitter" },
  { slots, order: "chunks", retries: "naive" },
] as const;

/** What one contestant came to. */
type Row = {
  who: string;
  done: number;
  makespanMs: number;
  /** Of all calls that were answered, whatever came of them. */
  ofServed: number;
  /** Of those alone that no fault hit: what it would have taken without any. */
  ofUnhurt: number;
  refusedPart: number;
  mostInFlight: number;
};

/** Done and makespan where a tenth and more of the calls go wrong. */
export const faults: Bench = {
  says: "100 prompts where 10 % of the calls are refused for pace, 5 % break, 3 are not drawn",
  help,
  run: async (args) => {
    const flags = readFlags(args, { rounds: 5, peers: false, quick: false });
    const prompts = promptsOf(flags.quick ? 20 : 100).map((prompt, place) =>
      place % refusedEvery === 16 ? `${prompt} [[prohibited_content]]` : prompt,
    );
    const drawable = prompts.filter((prompt) => !prompt.includes("[[")).length;
    const rounds = flags.quick ? 1 : flags.rounds;
    const trials = await runRounds(prompts, rounds, flags.peers);
    const rows = trials.map(rowOf);
    const medians = [...Map.groupBy(rows, ({ who }) => who).values()].map(medianOf);
    console.log(`\n${report(medians, prompts.length)}`);
    const ours = rows.filter(({ who }) => who === "Bunch");
    return missesOf(ours, drawable);
  },
};

async function runRounds(
  prompts: readonly string[],
  rounds: number,
  withPeers: boolean,
): Promise<Trial[]> {
  const provider = await startProvider({
    latency: { kind: "uniform", minMs: 2000, maxMs: 3000 },
    refusalLatency: { kind: "fixed", ms: 300 },
    probabilities: { overloaded_429: 0.1, unavailable_503: 0.05 },
    tinyPictures: true,
    gzip: false,
  });
  try {
    const trials: Trial[] = [];
    for (let seed = 1; seed <= rounds; seed += 1) {
      const task = { model, prompts, seed, withinMs: mostMs };
      const env = { WORKER_CONCURRENCY: String(slots) };
      const round = [await tryBunch(provider, { ...task, env })];
      for (const peer of withPeers ? peers : [])
        round.push(await tryScript(provider, { ...task, ...peer }));
      for (const trial of round) {
        const row = rowOf(trial);
        console.log(
          `  ${row.who}: ${row.done} of ${prompts.length} in ${(row.makespanMs / 1000).toFixed(1)} s, ${row.ofServed.toFixed(3)} × the bound`,
        );
      }
      trials.push(...round);
    }
    return trials;
  } finally {
    await provider.stop();
  }
}

function rowOf(trial: Trial): Row {
  const served = trial.calls.map(servedMs);
  const unhurt = trial.calls.filter(({ status }) => status === 200).map(servedMs);
  return {
    who: trial.who,
    done: trial.done,
    makespanMs: trial.makespanMs,
    ofServed: trial.makespanMs / greedyBoundMs(served, slots),
    ofUnhurt: trial.makespanMs / greedyBoundMs(unhurt, slots),
    refusedPart: refusedPart(trial.calls),
    mostInFlight: mostInFlight(trial.calls),
  };
}

function medianOf(rows: readonly Row[]): Row {
  const of = (one: (row: Row) => number) => median(rows.map(one));
  return {
    who: rows[0]?.who ?? "",
    done: of(({ done }) => done),
    makespanMs: of(({ makespanMs }) => makespanMs),
    ofServed: of(({ ofServed }) => ofServed),
    ofUnhurt: of(({ ofUnhurt }) => ofUnhurt),
    refusedPart: of((row) => row.refusedPart),
    mostInFlight: Math.max(...rows.map((row) => row.mostInFlight)),
  };
}

function report(rows: readonly Row[], prompts: number): string {
  return table([
    ["", "done", "makespan", "/ bound", "/ bound without faults", "429", "most in flight"],
    ...rows.map((row) => [
      row.who,
      `${row.done} of ${prompts}`,
      `${(row.makespanMs / 1000).toFixed(1)} s`,
      row.ofServed.toFixed(3),
      row.ofUnhurt.toFixed(3),
      `${(row.refusedPart * 100).toFixed(1)} %`,
      String(row.mostInFlight),
    ]),
  ]);
}

function missesOf(ours: readonly Row[], drawable: number): string[] {
  const { done, ofServed, mostInFlight: most } = medianOf(ours);
  return [
    ...(done >= drawable ? [] : [`${done} became pictures, ${drawable} are wanted.`]),
    ...(ofServed <= limits.makespanOfBound
      ? []
      : [
          `The makespan is ${ofServed.toFixed(3)} × the bound, at most ${limits.makespanOfBound} is wanted.`,
        ]),
    ...(most <= slots ? [] : [`${most} calls were in flight, at most ${slots} were allowed.`]),
  ];
}
