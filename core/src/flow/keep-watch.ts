import type { Clock } from "../ports/clock.ts";
import type { WorkerRegistry } from "../ports/worker-registry.ts";
import { DeathWatch } from "./death-watch.ts";
import type { Hands } from "./hands.ts";
import { recover, type RecoverDoors } from "./recover.ts";

/** How long a result may lie handed out before it is offered again. */
const unclaimedMs = 15_000;

/**
 * Beats this worker's heart, watches the others', and takes over from the dead, until told to end. Three loops, as a
 * recovery lasts as long as a broken store does, and a heart that waited for it would make a living worker's calls doubts.
 */
export async function keepWatch(
  doors: RecoverDoors & { registry: WorkerRegistry; clock: Clock },
  input: {
    workerId: string;
    spoolId: string;
    heartbeatMs: number;
    deathAfterMs: number;
    hands: Hands;
    /** Known to be dead before anything was watched. */
    predecessorIds: readonly string[];
    tellDead: (workerIds: readonly string[]) => void;
    /** Told once all that the predecessors left was looked at. */
    tookOver: () => void;
    until: AbortSignal;
    leave: AbortSignal;
  },
): Promise<void> {
  const { workerId, until } = input;
  const watch = new DeathWatch({ deathAfterMs: input.deathAfterMs });
  const leave = AbortSignal.any([input.leave, until]);
  let dead = input.predecessorIds;

  async function look(): Promise<void> {
    try {
      const seen = watch.look(await doors.registry.list(), doors.clock.monotonicMs());
      dead = seen.filter((id) => id !== workerId);
      input.tellDead(dead);
      await doors.recovery.takeBackUnclaimed({ olderThanMs: unclaimedMs });
      await doors.recovery.resumeDue();
    } catch (cause) {
      // After an outage nobody's silence proves anything.
      watch.forget();
      dead = [];
      throw cause;
    }
  }

  /** Whose death the spool was looked through for: an answer that came after its worker was taken for dead lies there. */
  let searchedFor: string | null = null;

  async function takeOver(): Promise<void> {
    try {
      for (;;) {
        const deaths = dead.join();
        // Itself too: what it claimed without holding it, because the answer to the claim was lost.
        const deadWorkerIds = [...dead, workerId];
        const looksForLate = deaths !== searchedFor;
        const told = await recover(doors, {
          ...input,
          ...input.hands,
          deadWorkerIds,
          looksForLate,
          leave,
        });
        searchedFor = deaths;
        if (told.recovered + told.doubts === 0 || until.aborted) return;
      }
    } finally {
      input.tookOver();
    }
  }

  async function everyBeat(sentence: string, step: () => Promise<void>): Promise<void> {
    while (!until.aborted) {
      try {
        await step();
      } catch (cause) {
        doors.log.warn({ err: cause }, sentence);
      }
      await doors.clock.wait({ ms: input.heartbeatMs, signal: until });
    }
  }

  await Promise.all([
    everyBeat("This worker's heart missed a beat.", () => doors.registry.beat({ workerId })),
    everyBeat("The watch over the workers was interrupted; it goes on.", look),
    everyBeat("Some work of the dead cannot be taken over yet; it is tried again.", takeOver),
  ]);
}
