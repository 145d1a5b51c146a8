import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Linux counts time for us in hundredths of a second, whatever its own clock runs at (USER_HZ). */
const msPerTick = 10;

/** Whether this system tells what its processes use, in /proc. */
export const canMeasure = process.platform === "linux";

/** CPU of one process, its threads included and its children not, and its memory. */
export type ProcessUsage = {
  cpuMs: number;
  /** What children used that have ended and were waited for. */
  endedChildrenCpuMs: number;
  /** Its most at any time so far, shared libraries included. */
  peakRssBytes: number;
  /** Its share now: a page that five processes use counts a fifth. */
  pssBytes: number;
};

/** Reads what a process has used since it began; null when it is gone. */
export function usageOf(pid: number): ProcessUsage | null {
  try {
    // The name, second field, may hold blanks and brackets: what follows it counts from its last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = (field: number) => Number(fields[field - 3]);
    return {
      cpuMs: (ticks(14) + ticks(15)) * msPerTick,
      endedChildrenCpuMs: (ticks(16) + ticks(17)) * msPerTick,
      peakRssBytes: kilobytesIn(`/proc/${pid}/status`, "VmHWM"),
      pssBytes: kilobytesIn(`/proc/${pid}/smaps_rollup`, "Pss"),
    };
  } catch {
    return null;
  }
}

/** The processes that run now, each with its parent and where it works; those of others are left out. */
export function listProcesses(): { pid: number; parentPid: number; folder: string }[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const parentPid = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return [{ pid: Number(name), parentPid, folder: readlinkSync(`/proc/${name}/cwd`) }];
    } catch {
      // Ended between the list and the look, or not ours to look at.
      return [];
    }
  });
}

function kilobytesIn(file: string, name: string): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(file, "utf8"));
  return Number(line?.[1] ?? 0) * 1024;
}
