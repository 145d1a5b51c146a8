import { median } from "../measuring/median.ts";
import { table } from "../measuring/table.ts";
import type { ScriptRun } from "../contestants/run-script.ts";
import type { BunchRun } from "./run-bunch.ts";

/** What is to be reached; a bench that is asked to check ends with 1 where it is not. */
const limits = { makespanOfBound: 1.06, cpuOfScript: 1, serverMb: 250 };

export type ScriptRound = ScriptRun & { boundMs: number };
export type Round = { bunch: BunchRun; plain: ScriptRound; fsync: ScriptRound };
export type Ratios = Record<keyof typeof limits, number>;

/** The numbers that are held against the limits: medians over the rounds, each ratio taken within its round. */
export function ratiosOf(rounds: readonly Round[]): Ratios {
  const of = (one: (round: Round) => number) => median(rounds.map(one));
  return {
    makespanOfBound: of(({ bunch }) => bunch.makespanMs / bunch.boundMs),
    cpuOfScript: of(({ bunch, plain }) => bunch.usage.server.cpuMs / plain.usage.cpuMs),
    serverMb: of(({ bunch }) => bunch.usage.server.peakRssMb),
  };
}

/** Writes the rounds as a table, and what it comes to. */
export function report(rounds: readonly Round[], prompts: number): string {
  const of = (one: (round: Round) => number) => median(rounds.map(one));
  const cpu = (one: (round: Round) => number) => `${(of(one) / prompts).toFixed(1)} ms`;
  const mb = (one: (round: Round) => number) => `${of(one).toFixed(0)} MB`;
  const time = (run: (round: Round) => BunchRun | ScriptRound) => [
    `${(of((round) => run(round).makespanMs) / 1000).toFixed(2)} s`,
    of((round) => run(round).makespanMs / run(round).boundMs).toFixed(3),
  ];
  const rows = [
    ["", "makespan", "/ bound", "CPU a picture", "peak RSS", "PSS"],
    [
      "Bunch, the server",
      ...time(({ bunch }) => bunch),
      cpu(({ bunch }) => bunch.usage.server.cpuMs),
      mb(({ bunch }) => bunch.usage.server.peakRssMb),
      mb(({ bunch }) => bunch.usage.server.pssMb),
    ],
    [
      "  its decoders",
      "",
      "",
      cpu(({ bunch }) => bunch.renditionsCpuMs),
      mb(({ bunch }) => bunch.usage.children.peakRssMb),
      mb(({ bunch }) => bunch.usage.children.pssMb),
    ],
    [
      "  PostgreSQL",
      "",
      "",
      cpu(({ bunch }) => bunch.usage.database.cpuMs),
      "",
      mb(({ bunch }) => bunch.usage.database.pssMb),
    ],
    ["the script", ...scriptCells(({ plain }) => plain)],
    ["the script, with fsync", ...scriptCells(({ fsync }) => fsync)],
  ];
  function scriptCells(run: (round: Round) => ScriptRound) {
    return [
      ...time(run),
      cpu((round) => run(round).usage.cpuMs),
      mb((round) => run(round).usage.peakRssMb),
      mb((round) => run(round).usage.pssMb),
    ];
  }
  const ratios = ratiosOf(rounds);
  return [
    table(rows),
    "",
    `Idle, the server takes ${of(({ bunch }) => bunch.idleCpuMsPerSecond).toFixed(1)} ms of CPU a second. ` +
      `The script's own start took ${of(({ plain }) => plain.startCpuMs).toFixed(0)} ms, not counted above.`,
    "",
    `makespan / bound         ${ratios.makespanOfBound.toFixed(3)}   (at most ${limits.makespanOfBound})`,
    `CPU / the script's CPU   ${ratios.cpuOfScript.toFixed(2)}    (at most ${limits.cpuOfScript.toFixed(1)})`,
    `server's peak memory     ${ratios.serverMb.toFixed(0)} MB  (under ${limits.serverMb} MB)`,
  ].join("\n");
}

/** What the numbers miss of the limits, a sentence each. */
export function missesOf(ratios: Ratios): string[] {
  return (Object.keys(limits) as (keyof typeof limits)[])
    .filter((name) => !(ratios[name] <= limits[name]))
    .map((name) => `${name} is ${ratios[name].toFixed(3)}, at most ${limits[name]} is wanted.`);
}
