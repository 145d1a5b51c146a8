import { appendFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { topologies } from "./plan.ts";
import type { SeedRun } from "./run-seed.ts";

const file = fileURLToPath(new URL("seeds.md", import.meta.url));

/** Adds the seeds that passed to the committed list. */
export async function noteSeeds(runs: readonly SeedRun[], date: Date): Promise<void> {
  const passed = runs.filter(({ violations }) => violations.length === 0);
  if (passed.length > 0) await appendFile(file, `${seedLine(passed, date)}\n`);
}

/** One row of the list: the day, the seeds, how many ran on which topology, and what they went through. */
export function seedLine(passed: readonly SeedRun[], date: Date): string {
  const sum = (of: (run: SeedRun) => number) => passed.reduce((total, run) => total + of(run), 0);
  const byTopology = topologies
    .map((topology) => ({
      topology,
      count: passed.filter(({ plan }) => plan.topology === topology).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ topology, count }) => `${count} ${topology}`);
  const cells = [
    date.toISOString().slice(0, 10),
    rangesOf(passed.map(({ plan }) => plan.seed)),
    passed.length,
    byTopology.join(", "),
    sum(({ figures }) => figures.results),
    sum(({ figures }) => figures.calls),
    sum(({ figures }) => figures.deaths),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Numbers as ranges, as in `1-40, 42`. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open && number === open.last + 1) open.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges
    .map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`))
    .join(", ");
}
