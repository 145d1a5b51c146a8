import { canMeasure, listProcesses, usageOf } from "./process-usage.ts";

/** What a group of processes used over a time, and the most memory each had, added up. */
export type GroupUsage = { cpuMs: number; peakRssMb: number; pssMb: number };

/** The processes that make Bunch, told apart. */
export type BunchUsage = Record<"server" | "children" | "database", GroupUsage>;

type Reading = BunchUsage;

/** Measures a server, the processes that it started, and the PostgreSQL that works on its data folder. */
export function meterOf(input: { pid: number; dataDir: string }): {
  read: () => Reading;
  /** What was used between a reading and now. */
  since: (before: Reading) => Reading;
} {
  const read = (): Reading => {
    if (!canMeasure) return { server: nothing, children: nothing, database: nothing };
    const processes = listProcesses();
    const children = processes.filter(({ parentPid }) => parentPid === input.pid);
    // Each of them works in the cluster's folder, which lies in the data folder.
    const database = processes.filter(({ folder }) => folder.startsWith(`${input.dataDir}/`));
    const postmaster = database.find(
      ({ parentPid }) => !database.some(({ pid }) => pid === parentPid),
    );
    const ofServer = usageOf(input.pid);
    const ofPostmaster = postmaster ? usageOf(postmaster.pid) : null;
    return {
      server: groupOf([input.pid]),
      children: groupOf(
        children.map(({ pid }) => pid),
        ofServer?.endedChildrenCpuMs,
      ),
      database: groupOf(
        database.map(({ pid }) => pid),
        ofPostmaster?.endedChildrenCpuMs,
      ),
    };
  };
  return {
    read,
    since(before) {
      const now = read();
      const less = (name: keyof BunchUsage) => ({
        ...now[name],
        cpuMs: now[name].cpuMs - before[name].cpuMs,
      });
      return { server: less("server"), children: less("children"), database: less("database") };
    },
  };
}

const nothing: GroupUsage = { cpuMs: 0, peakRssMb: 0, pssMb: 0 };

function groupOf(pids: readonly number[], endedCpuMs = 0): GroupUsage {
  const sum = { ...nothing, cpuMs: endedCpuMs };
  for (const pid of pids) {
    const usage = usageOf(pid);
    if (!usage) continue;
    sum.cpuMs += usage.cpuMs;
    sum.peakRssMb += usage.peakRssBytes / 1e6;
    sum.pssMb += usage.pssBytes / 1e6;
  }
  return sum;
}
