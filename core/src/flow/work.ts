import type { Bell } from "../ports/bell.ts";
import type { ResultQueue } from "../ports/result-queue.ts";
import type { RecoveryStore } from "../ports/recovery-store.ts";
import type { WorkerRegistry } from "../ports/worker-registry.ts";
import { dispatch, type DispatchDoors } from "./dispatch.ts";
import type { Hands } from "./hands.ts";
import { type ClearDoors, keepClear } from "./keep-clear.ts";
import { keepTrying, LeftEarly } from "./keep-trying.ts";
import { keepWatch } from "./keep-watch.ts";
import { makeRenditions, type RenditionDoors } from "./make-renditions.ts";
import { type RunDoors, runResult } from "./run-result.ts";

export type WorkDoors = RunDoors &
  DispatchDoors &
  RenditionDoors &
  ClearDoors & {
    registry: WorkerRegistry;
    recovery: RecoveryStore;
    queue: ResultQueue;
    bell: Bell;
  };

/** How long a worker takes over from its predecessors before it draws beside that. */
const takeOverMs = 10_000;
/** How long the end of a run is kept from the queue for what may follow it. */
const handOutMs = 50;

/**
 * The life of a worker process: takes over from its predecessors, then draws results, makes their smaller copies,
 * removes what was deleted, and helps to watch and dispatch.
 * After `stop` nothing more is claimed and what is in flight ends; after `leave` even that is left to a recovery.
 */
export async function work(
  doors: WorkDoors,
  input: {
    workerId: string;
    spoolId: string;
    slots: number;
    heartbeatMs: number;
    deathAfterMs: number;
    /** Worker processes that are proved dead, by the lock that this one holds now. */
    predecessorIds: readonly string[];
    stop: AbortSignal;
    leave: AbortSignal;
    /** Told once everything runs. */
    started: () => void;
  },
): Promise<void> {
  const { workerId, spoolId, slots, stop } = input;
  const hands: Hands = { held: new Map(), waiting: new Set(), broken: new Set() };
  if (!(await joins(doors, input))) return;

  let dead: readonly string[] = [];
  // The heart beats until the last call has ended: a silent worker would be taken for dead, its calls for doubts.
  const drained = new AbortController();
  const { promise: tookOver, resolve: tellTookOver } = Promise.withResolvers<void>();
  const watching = keepWatch(doors, {
    ...input,
    hands,
    tellDead: (ids) => (dead = ids),
    tookOver: tellTookOver,
    until: drained.signal,
  });
  // What is paid comes first; but a store that is out must not keep a worker from joining.
  await Promise.race([tookOver, doors.clock.wait({ ms: takeOverMs, signal: stop })]);
  const dispatching = dispatch(doors, {
    holder: workerId,
    deadWorkerIds: () => dead,
    signal: stop,
  });
  const shrinking = makeRenditions(doors, { signal: stop });
  const clearing = keepClear(doors, { signal: stop });
  // Only now: what is handed out to who cannot take it yet would count as called.
  await told(doors, input, () => doors.registry.join({ workerId, spoolId, slots }));
  const drawing = doors.queue.work({
    slots,
    signal: stop,
    run: async (resultId) => {
      await drawOne(doors, input, hands, resultId);
      // What may follow is handed out before the queue hears of this end, and taken along with it: a queue that finds
      // nothing there goes to sleep, is woken and asks again.
      const looked = doors.looks.wait({ atMostMs: handOutMs, signal: stop });
      doors.bell.ring();
      await looked;
    },
  });
  input.started();
  let stepsBack: Promise<unknown> = Promise.resolve();
  stop.addEventListener("abort", () => {
    // No more is meant for this worker; its heart still beats.
    stepsBack = doors.registry.join({ workerId, spoolId, slots: 0 }).catch(() => undefined);
  });
  await drawing;
  drained.abort();
  // Heard after its farewell, that would bring it back to life.
  await Promise.all([watching, dispatching, shrinking, clearing, stepsBack]);
  await doors.registry.leave({ workerId }).catch(() => undefined);
}

/** Makes itself known and signs its predecessors off; false when it is to stop before the database hears of it. */
async function joins(
  doors: WorkDoors,
  input: Pick<Parameters<typeof work>[1], "workerId" | "spoolId" | "predecessorIds" | "stop">,
): Promise<boolean> {
  const { workerId, spoolId } = input;
  return told(doors, input, async () => {
    await doors.registry.join({ workerId, spoolId, slots: 0 });
    for (const id of input.predecessorIds) {
      await doors.registry.leave({ workerId: id });
      // Or nothing would run until a dead dispatcher's lease is over.
      await doors.dispatch.dropLease({ holder: id });
    }
    await doors.recovery.takeBackUnclaimed({ olderThanMs: 0 });
  });
}

/** Tells the database until it has heard; false when this worker is to stop before that. */
async function told(
  doors: WorkDoors,
  { workerId, stop }: { workerId: string; stop: AbortSignal },
  tell: () => Promise<void>,
): Promise<boolean> {
  const patience = { clock: doors.clock, log: doors.log, leave: stop, about: { workerId } };
  try {
    await keepTrying(patience, "The worker cannot join; it tries again.", tell);
    return true;
  } catch (cause) {
    if (cause instanceof LeftEarly) return false;
    throw cause;
  }
}

async function drawOne(
  doors: WorkDoors,
  input: { workerId: string; stop: AbortSignal; leave: AbortSignal },
  hands: Hands,
  resultId: string,
): Promise<void> {
  // Settled as pending, it may be handed out anew while its last run still tidies up; sent away, it would lie unclaimed.
  // One waits for that at most: more of them would fill the slots while the first still waits for its references.
  if (hands.waiting.has(resultId)) return;
  hands.waiting.add(resultId);
  for (let before = hands.held.get(resultId); before; before = hands.held.get(resultId))
    await before;
  hands.waiting.delete(resultId);
  if (input.stop.aborted) return;
  const run = runOne(doors, input, hands, resultId);
  hands.held.set(resultId, run);
  await run;
  hands.held.delete(resultId);
}

/** Never throws: what breaks is told, and taken up again by whoever finds it. */
async function runOne(
  doors: WorkDoors,
  input: { workerId: string; stop: AbortSignal; leave: AbortSignal },
  hands: Hands,
  resultId: string,
): Promise<void> {
  let attemptId: string | null = null;
  let about: Record<string, string> = { resultId };
  try {
    await runResult(doors, {
      resultId,
      workerId: input.workerId,
      signal: input.leave,
      stop: input.stop,
      leave: input.leave,
      found: (facts) => {
        about = facts;
      },
      claimed: (id) => {
        attemptId = id;
      },
    });
  } catch (cause) {
    if (attemptId) hands.broken.add(attemptId);
    // Nothing was claimed by who stopped before that.
    const hasStopped = attemptId === null && input.stop.aborted;
    if (!(cause instanceof LeftEarly) && !hasStopped)
      doors.log.error(
        { ...about, attemptId, err: cause },
        "Drawing a result broke; it is taken up again.",
      );
  }
}
