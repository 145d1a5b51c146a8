import type { Bench } from "../bench-of.ts";
import { readFlags } from "../read-flags.ts";
import { canMeasure } from "../measuring/process-usage.ts";
import { median } from "../measuring/median.ts";
import { table } from "../measuring/table.ts";
import {
  bunchName,
  type Contestant,
  drawAtWeight,
  type Load,
  scriptName,
  type WeightRun,
} from "./draw-at-weight.ts";

const help = `npm run bench -- large [--peers]
  CPU and memory for each picture of 1 MB and of 20 MB, beside a script's; then 100 answers of 20 MB in flight at once
  [--peers]            the script takes the 100 answers too; it may need more memory than there is
  [--quick]            few of each: does it run, no figures
  [--check]            end with 1 where a limit is missed`;

const limits = { cpuOfScript: 1, atOnceMb: 1000 };
const oneMb = 1_000_000;
const usual = { minMs: 2000, maxMs: 3000 };

/** What a picture costs that is small or large, and what a hundred large ones at once do. */
export const large: Bench = {
  says: "CPU and memory for each picture of 1 and 20 MB; 100 answers of 20 MB at once",
  help,
  run: async (args) => {
    const { quick, peers } = readFlags(args, { peers: false, quick: false });
    const small: Load = {
      prompts: quick ? 10 : 100,
      slots: 10,
      pictureBytes: oneMb,
      latency: usual,
    };
    const big: Load = {
      prompts: quick ? 3 : 20,
      slots: 5,
      pictureBytes: 20 * oneMb,
      latency: usual,
    };
    const many = quick ? 10 : 100;
    const atOnce: Load = {
      prompts: many,
      slots: many,
      pictureBytes: 20 * oneMb,
      // All are asked for before the first has its answer.
      latency: { minMs: 5000, maxMs: 5000 },
    };
    const inTurn: Contestant[] = ["bunch", "plain", "fsync"];
    const runs = {
      // CPU swings by a fifth from minute to minute on a machine that others share: the small ones take turns.
      small: await drawAtWeight(small, Array.from({ length: quick ? 1 : 3 }, () => inTurn).flat()),
      big: await drawAtWeight(big, inTurn),
      atOnce: await drawAtWeight(atOnce, peers ? ["bunch", "plain"] : ["bunch"]),
    };
    console.log(`\n${report([...runs.small, ...runs.big, ...runs.atOnce])}`);
    const lost = [...runs.small, ...runs.big, ...runs.atOnce].filter(
      ({ who, calls, prompts }) => who === bunchName && calls > prompts,
    );
    return [
      ...lost.map(
        ({ calls, prompts, pictureBytes }) =>
          `${prompts} pictures of ${pictureBytes / 1e6} MB took ${calls} calls: answers were lost on the way.`,
      ),
      ...(canMeasure ? missesOf(runs.small, runs.atOnce) : []),
    ];
  },
};

function report(runs: readonly WeightRun[]): string {
  return table([
    [
      "",
      "pictures",
      "of",
      "calls",
      "in flight",
      "makespan",
      "CPU a picture",
      "small copies",
      "peak RSS",
    ],
    ...runs.map((run) => [
      run.who,
      String(run.prompts),
      `${run.pictureBytes / 1e6} MB`,
      String(run.calls),
      String(run.mostInFlight),
      `${(run.makespanMs / 1000).toFixed(1)} s`,
      `${(run.cpuMs / run.prompts).toFixed(1)} ms`,
      run.childrenCpuMs === null ? "" : `${(run.childrenCpuMs / run.prompts).toFixed(1)} ms`,
      `${run.peakRssMb.toFixed(0)} MB`,
    ]),
  ]);
}

function cpuOf(runs: readonly WeightRun[], name: string): number {
  return median(runs.filter(({ who }) => who === name).map(({ cpuMs }) => cpuMs));
}

function missesOf(small: readonly WeightRun[], atOnce: readonly WeightRun[]): string[] {
  const [together] = atOnce;
  if (!together) return ["Not all was measured."];
  const ratio = cpuOf(small, bunchName) / cpuOf(small, scriptName);
  return [
    ...(ratio <= limits.cpuOfScript
      ? []
      : [
          `Of pictures of 1 MB the server takes ${ratio.toFixed(2)} times the script's CPU (medians), at most ${limits.cpuOfScript} is wanted.`,
        ]),
    ...(together.peakRssMb < limits.atOnceMb
      ? []
      : [
          `${together.mostInFlight} answers of 20 MB at once took ${together.peakRssMb.toFixed(0)} MB, less than ${limits.atOnceMb} is wanted.`,
        ]),
  ];
}
