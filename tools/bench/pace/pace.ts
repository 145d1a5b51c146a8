import type { Bench } from "../bench-of.ts";
import { mostInFlight, refusedPart, servedMs } from "../contestants/call-figures.ts";
import { type EmulatedProvider, startProvider } from "../contestants/emulated-provider.ts";
import { promptsOf } from "../contestants/prompts.ts";
import { type Trial, tryBunch, tryScript } from "../contestants/trial.ts";
import { median } from "../measuring/median.ts";
import { table } from "../measuring/table.ts";
import { readFlags, WrongFlags } from "../read-flags.ts";
import { inSmall, type LimitScenario, limitScenarios } from "./limit-scenarios.ts";
import { oracleBoundMs } from "./oracle-bound.ts";

const help = `npm run bench -- pace [--only NAME] [--rounds 1] [--peers]
  as fast as a key allows whose limits nobody told; against an oracle that knows them
  [--only NAME]        one of: ${Object.keys(limitScenarios).join(", ")}
  [--rounds N]         so often, each with other latencies; medians are told
  [--peers]            also the scripts that one writes instead; up to an hour
  [--quick]            a fifth of it with times of a tenth: does it run, no figures
  [--check]            end with 1 where a limit is missed`;

const model = "gemini-nano-banana-2.1";
const limits = { makespanOfBound: 1.05, refusedPart: 0.25 };
const mostMs = 3_600_000;
const peers = [
  { slots: 5, order: "pool", retries: "full_jitter" },
  { slots: 50, order: "pool", retries: "full_jitter" },
  { slots: 10, order: "chunks", retries: "naive" },
] as const;

/** What one contestant came to in one limit. */
type Row = {
  who: string;
  done: number;
  total: number;
  makespanMs: number;
  makespanOfBound: number;
  refusedPart: number;
  mostInFlight: number;
};

/** Makespan against limits that are not told. */
export const pace: Bench = {
  says: "makespan under five limits that nobody told it, against an oracle that knows them",
  help,
  run: async (args) => {
    const flags = readFlags(args, { only: "", rounds: 1, peers: false, quick: false });
    if (flags.only && !limitScenarios[flags.only])
      throw new WrongFlags(`--only knows no "${flags.only}".`);
    const misses: string[] = [];
    for (const [name, whole] of Object.entries(limitScenarios)) {
      if (flags.only && flags.only !== name) continue;
      const scenario = flags.quick ? inSmall(whole) : whole;
      console.log(`\n${name}: ${scenario.says}; ${scenario.prompts} prompts`);
      const rows = await runScenario(scenario, flags);
      console.log(report(rows));
      const [ours] = rows;
      if (ours) misses.push(...missesOf(ours).map((miss) => `${name}: ${miss}`));
    }
    return misses;
  },
};

async function runScenario(
  scenario: LimitScenario,
  flags: { rounds: number; peers: boolean; quick: boolean },
): Promise<Row[]> {
  const provider = await startProvider({
    ...scenario.limit,
    latency: { kind: "lognormal", medianMs: flags.quick ? 800 : 8000, sigma: 0.35 },
    refusalLatency: { kind: "fixed", ms: 300 },
    probabilities: { unavailable_503: 0.02 },
    tinyPictures: true,
    gzip: false,
  });
  try {
    const trials: Trial[] = [];
    for (let seed = 1; seed <= flags.rounds; seed += 1)
      trials.push(...(await runRound(provider, scenario, { seed, peers: flags.peers })));
    const rows = trials.map((trial) => rowOf(trial, scenario));
    return [...Map.groupBy(rows, ({ who }) => who).values()].map(medianOf);
  } finally {
    await provider.stop();
  }
}

async function runRound(
  provider: EmulatedProvider,
  scenario: LimitScenario,
  input: { seed: number; peers: boolean },
): Promise<Trial[]> {
  const task = {
    model,
    prompts: promptsOf(scenario.prompts),
    seed: input.seed,
    withinMs: mostMs,
  };
  const trials = [await tryBunch(provider, { ...task, env: {} })];
  for (const peer of input.peers ? peers : [])
    trials.push(await tryScript(provider, { ...task, ...peer }));
  return trials;
}

function rowOf(trial: Trial, { limit }: LimitScenario): Row {
  const letIn = trial.calls.filter(({ decidedBy }) => decidedBy === "scenario");
  const boundMs = oracleBoundMs(
    letIn.map((call) => ({
      prompt: call.prompt ?? "",
      tookMs: servedMs(call),
      failed: call.status !== 200,
    })),
    limit,
  );
  return {
    who: trial.who,
    done: trial.done,
    total: trial.total,
    makespanMs: trial.makespanMs,
    makespanOfBound: trial.makespanMs / boundMs,
    refusedPart: refusedPart(trial.calls),
    mostInFlight: mostInFlight(trial.calls),
  };
}

function medianOf(rows: readonly Row[]): Row {
  const of = (one: (row: Row) => number) => median(rows.map(one));
  return {
    who: rows[0]?.who ?? "",
    done: of(({ done }) => done),
    total: of(({ total }) => total),
    makespanMs: of(({ makespanMs }) => makespanMs),
    makespanOfBound: of(({ makespanOfBound }) => makespanOfBound),
    refusedPart: of((row) => row.refusedPart),
    mostInFlight: Math.max(...rows.map((row) => row.mostInFlight)),
  };
}

function report(rows: readonly Row[]): string {
  return table([
    ["", "done", "makespan", "the oracle's", "/ bound", "refused", "most in flight"],
    ...rows.map((row) => [
      row.who,
      `${row.done} of ${row.total}`,
      `${(row.makespanMs / 1000).toFixed(1)} s`,
      // Whoever gave prompts up had less to do: no bound to be held against.
      ...(row.done === row.total
        ? [
            `${(row.makespanMs / row.makespanOfBound / 1000).toFixed(1)} s`,
            row.makespanOfBound.toFixed(3),
          ]
        : ["", "not all"]),
      `${(row.refusedPart * 100).toFixed(1)} %`,
      String(row.mostInFlight),
    ]),
  ]);
}

function missesOf(ours: Row): string[] {
  return [
    ...(ours.done === ours.total ? [] : [`${ours.done} of ${ours.total} became pictures.`]),
    ...(ours.makespanOfBound <= limits.makespanOfBound
      ? []
      : [
          `the makespan is ${ours.makespanOfBound.toFixed(3)} × the bound, at most ${limits.makespanOfBound} is wanted.`,
        ]),
    ...(ours.refusedPart <= limits.refusedPart
      ? []
      : [
          `${(ours.refusedPart * 100).toFixed(1)} % of the calls were refused, at most ${limits.refusedPart * 100} % is wanted.`,
        ]),
  ];
}
