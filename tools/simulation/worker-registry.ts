import type { WorkerRegistry, WorkerRow } from "@bunch/core/ports/worker-registry";
import type { Database } from "./database.ts";

/** The registry's verbs as what they do at one moment. */
export type RegistryActs = {
  join: (input: Parameters<WorkerRegistry["join"]>[0]) => void;
  beat: (input: { workerId: string }) => void;
  list: () => WorkerRow[];
  leave: (input: { workerId: string }) => void;
};

/** The heartbeat rows, in memory. */
export function createWorkerRegistry(database: Database): RegistryActs {
  const { workers } = database;
  return {
    join({ workerId, spoolId, slots }) {
      const beat = workers.get(workerId)?.beat ?? 0;
      workers.set(workerId, { spoolId, slots, beat, left: false });
      database.changed();
    },
    beat({ workerId }) {
      const worker = workers.get(workerId);
      if (worker) worker.beat += 1;
    },
    list: () => [...workers].map(([workerId, row]) => ({ workerId, ...row })),
    leave({ workerId }) {
      const worker = workers.get(workerId);
      if (worker) worker.left = true;
      database.changed();
    },
  };
}
