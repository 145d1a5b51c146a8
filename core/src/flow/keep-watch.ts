import type { Clock } from "../ports/clock.ts";
import type { WorkerRegistry } from "../ports/worker-registry.ts";
import { DeathWatch } from "./death-watch.ts";
import type { Hands } from "./hands.ts";
import { recover, type RecoverDoors } from "./recover.ts";

/** How long a result may lie handed out before it is offered again. */
const unclaimedMs = 15_000;

/** Beats this worker's heart, watches the others', and takes over from the dead, until told to end. */
export async function keepWatch(
  doors: RecoverDoors & { registry: WorkerRegistry; clock: Clock },
  input: {
    workerId: string;
    spoolId: string;
    heartbeatMs: number;
    deathAfterMs: number;
    hands: Hands;
    tellLiving: (workerIds: readonly string[]) => void;
    until: AbortSignal;
    leave: AbortSignal;
  },
): Promise<void> {
  const { workerId, spoolId, hands, until, leave } = input;
  const watch = new DeathWatch({ deathAfterMs: input.deathAfterMs });
  while (!until.aborted) {
    try {
      await doors.registry.beat({ workerId });
      const { living, dead } = watch.look(await doors.registry.list(), doors.clock.monotonicMs());
      input.tellLiving(living.includes(workerId) ? living : [...living, workerId]);
      await recover(doors, {
        // Itself too: what it claimed without holding it, because the answer to the claim was lost.
        deadWorkerIds: [...dead.filter((id) => id !== workerId), workerId],
        workerId,
        spoolId,
        ...hands,
        leave,
      });
      await doors.recovery.takeBackUnclaimed({ olderThanMs: unclaimedMs });
      await doors.recovery.resumeDue();
    } catch (cause) {
      // After an outage nobody's silence proves anything.
      watch.forget();
      doors.log.warn({ err: cause }, "The watch over the workers was interrupted; it goes on.");
    }
    await doors.clock.wait({ ms: input.heartbeatMs, signal: until });
  }
}
