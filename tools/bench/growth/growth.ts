import type { Bench } from "../bench-of.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { drawMany, type Size } from "./draw-many.ts";

const help = `npm run bench -- growth [--most 100000] [--slots 10]
  100, 1 000, 10 000, 100 000 results on the simulator's fast setting, each on a server of its own
  [--most N]           the largest of them that is drawn
  [--slots N]          WORKER_CONCURRENCY
  [--quick]            100 and 1 000: does it run, no figures
  [--check]            end with 1 where a limit is missed
  [--profile FOLDER]   keep the server's CPU profiles there`;

const sizes = [100, 1000, 10_000, 100_000];
/** What the time for each is held against: smaller ones are start and end, not work. */
const baseSize = 1000;
const limits = { timeOfBase: 1.1, serverMb: 300 };

/** Whether the thousandth result costs what the hundred-thousandth does. */
export const growth: Bench = {
  says: "100 to 100 000 results of the simulator: time for each, memory",
  help,
  run: async (args) => {
    const flags = readFlags(args, { most: 100_000, slots: 10, quick: false, profile: "" });
    const most = flags.quick ? 1000 : flags.most;
    const drawn: Size[] = [];
    for (const results of sizes.filter((size) => size <= most)) {
      const size = await drawMany({ results, slots: flags.slots, profile: flags.profile });
      drawn.push(size);
      console.log(
        `  ${results} results: ${(size.makespanMs / 1000).toFixed(1)} s, ${(size.makespanMs / results).toFixed(2)} ms each, by tenths ${size.tenthsMs.map((ms) => ms.toFixed(1)).join(" ")}; the server at most ${size.serverMb.toFixed(0)} MB`,
      );
    }
    console.log(`\n${report(drawn)}`);
    return missesOf(drawn);
  },
};

function report(drawn: readonly Size[]): string {
  const each = (size: Size, ms: number) => `${(ms / size.results).toFixed(2)} ms`;
  return table([
    [
      "results",
      "submitted in",
      "time for each",
      `/ that at ${baseSize}`,
      "CPU for each",
      "small copies",
      "PostgreSQL",
      "peak RSS",
    ],
    ...drawn.map((size) => [
      String(size.results),
      `${(size.submitMs / 1000).toFixed(2)} s`,
      each(size, size.makespanMs),
      ratioOf(size, drawn)?.toFixed(3) ?? "",
      each(size, size.serverCpuMs),
      each(size, size.childrenCpuMs),
      each(size, size.databaseCpuMs),
      `${size.serverMb.toFixed(0)} MB`,
    ]),
  ]);
}

function ratioOf(size: Size, drawn: readonly Size[]): number | null {
  const base = drawn.find(({ results }) => results === baseSize);
  return base ? size.makespanMs / size.results / (base.makespanMs / base.results) : null;
}

/** The limits are those of the largest that was drawn, beyond the base. */
function missesOf(drawn: readonly Size[]): string[] {
  const largest = drawn.at(-1);
  if (!largest) return ["Nothing was drawn: --most is below 100."];
  const ratio = ratioOf(largest, drawn);
  return [
    ...(ratio !== null && !(ratio <= limits.timeOfBase)
      ? [
          `At ${largest.results} results each takes ${ratio.toFixed(3)} times as long as at ${baseSize}, at most ${limits.timeOfBase} is wanted.`,
        ]
      : []),
    ...(largest.serverMb < limits.serverMb
      ? []
      : [
          `The server took ${largest.serverMb.toFixed(0)} MB, less than ${limits.serverMb} is wanted.`,
        ]),
  ];
}
