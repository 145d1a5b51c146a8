import type { Bell } from "../ports/bell.ts";
import type { Clock } from "../ports/clock.ts";
import type { DispatchStore } from "../ports/dispatch-store.ts";
import type { Log } from "../ports/log.ts";
import type { ResultQueue } from "../ports/result-queue.ts";

export type DispatchDoors = {
  dispatch: DispatchStore;
  queue: ResultQueue;
  bell: Bell;
  clock: Clock;
  log: Log;
};

const leaseMs = 10_000;
/** How long a change in another process may go unnoticed. */
const idleMs = 250;
const afterTroubleMs = 1000;

/** Chooses what runs next, as the one dispatcher of all processes, until the signal aborts. */
export async function dispatch(
  doors: DispatchDoors,
  input: { holder: string; livingWorkerIds: () => readonly string[]; signal: AbortSignal },
): Promise<void> {
  const { holder, signal } = input;
  let leasedUntilMs = 0;
  while (!signal.aborted) {
    const looked = new AbortController();
    // From before it looks: a bell that rings meanwhile may be for what it did not see.
    const rung = doors.bell.wait({
      atMostMs: idleMs,
      signal: AbortSignal.any([signal, looked.signal]),
    });
    try {
      const nowMs = doors.clock.monotonicMs();
      if (nowMs > leasedUntilMs - leaseMs / 2)
        leasedUntilMs = (await doors.dispatch.holdLease({ holder, forMs: leaseMs }))
          ? nowMs + leaseMs
          : 0;
      const chosen =
        leasedUntilMs > 0
          ? await doors.dispatch.chooseNext({ workerIds: input.livingWorkerIds() })
          : [];
      if (chosen.length > 0) await doors.queue.add({ resultIds: chosen });
      // What it left waits for a slot or for its time.
      await rung;
    } catch (cause) {
      doors.log.warn({ err: cause }, "The dispatcher could not choose; it tries again.");
      await doors.clock.wait({ ms: afterTroubleMs, signal });
    } finally {
      looked.abort();
    }
  }
  if (leasedUntilMs > 0) await doors.dispatch.dropLease({ holder }).catch(() => undefined);
}
