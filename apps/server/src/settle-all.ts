import { recover, type RecoverDoors } from "@bunch/core/flow/recover";
import type { WorkerRegistry } from "@bunch/core/ports/worker-registry";

/** A round settles up to two hundred calls; more than this many rounds no machine has under way. */
const mostRounds = 1000;

/**
 * Settles what the processes of a stopped server left: an answer in the spool is stored and its cost noted, a call without
 * one becomes a doubt. It is what the next start would do first, and calls nothing. Whoever worked here has left then.
 */
export async function settleAll(
  doors: RecoverDoors & { registry: WorkerRegistry },
  input: { workerId: string; spoolId: string; signal: AbortSignal },
): Promise<{ recovered: number; doubts: number }> {
  const { workerId, spoolId, signal } = input;
  const gone = (await doors.registry.list()).map((worker) => worker.workerId);
  await doors.registry.join({ workerId, spoolId, slots: 0 });
  const told = { recovered: 0, doubts: 0 };
  for (let round = 0; round < mostRounds; round += 1) {
    signal.throwIfAborted();
    const settled = await recover(doors, {
      deadWorkerIds: [...gone, workerId],
      workerId,
      spoolId,
      looksForLate: round === 0,
      held: new Set(),
      broken: new Set(),
      leave: signal,
    });
    told.recovered += settled.recovered;
    told.doubts += settled.doubts;
    if (settled.recovered + settled.doubts === 0) break;
  }
  await doors.recovery.takeBackUnclaimed({ olderThanMs: 0 });
  for (const id of [...gone, workerId]) await doors.registry.leave({ workerId: id });
  return told;
}
