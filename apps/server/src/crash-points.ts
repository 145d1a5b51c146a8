import { writeSync } from "node:fs";
import type { WorkDoors } from "@bunch/core/flow/work";
import type { ExecutionStore } from "@bunch/core/ports/execution-store";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import type { SealedKeyPlace } from "@bunch/core/ports/sealed-keys";
import type { SpoolSink } from "@bunch/core/ports/spool";
import type { CrashAt, CrashPoint } from "./read-crash-at.ts";

const signalMs = 50;

type Reached = (point: CrashPoint) => Promise<void>;

/** Counts arrivals at each place and ends, or freezes, this very process at those that were asked for. */
export function createCrash(crashAt: readonly CrashAt[]): Reached {
  const arrivals = new Map<CrashPoint, number>();
  return async (point) => {
    const nth = (arrivals.get(point) ?? 0) + 1;
    arrivals.set(point, nth);
    const asked = crashAt.find((one) => one.point === point && one.nth === nth);
    if (!asked) return;
    const isFreeze = asked.does === "freeze";
    // Past the log, which may never get to write it.
    writeSync(2, `CRASH_AT: ${isFreeze ? "frozen" : "killed"} at ${point}\n`);
    process.kill(process.pid, isFreeze ? "SIGSTOP" : "SIGKILL");
    // The signal may need a moment; nothing may go on meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, signalMs);
  };
}

type Crashing = Pick<WorkDoors, "ledger" | "spool" | "objects">;

/** A worker's doors with the named places behind them. */
export function crashingWorker<Doors extends Crashing>(doors: Doors, reached: Reached): Doors {
  const { ledger, spool, objects } = doors;
  return {
    ...doors,
    ledger: {
      ...ledger,
      async claim(input) {
        const claim = await ledger.claim(input);
        if (claim) await reached("after_claim");
        return claim;
      },
      async settle(input) {
        await reached("before_settle");
        const settled = await ledger.settle(input);
        await reached("after_settle");
        return settled;
      },
    },
    spool: {
      ...spool,
      open: async (input) => crashingSink(await spool.open(input), reached),
    },
    objects: crashingObjects(objects, reached),
  };
}

/** Half of the first chunk is on the disk at `mid_body`, all of the answer at `after_spool`. */
function crashingSink(sink: SpoolSink, reached: Reached): SpoolSink {
  let isFirst = true;
  let last: Promise<void> = Promise.resolve();
  /** Chunks come while the first is cut in two: they wait for its second half. */
  function inOrder(step: () => Promise<void>): Promise<void> {
    const done = last.then(step);
    last = done.catch(() => undefined);
    return done;
  }
  async function writeHalves(chunk: Uint8Array): Promise<void> {
    const half = chunk.byteLength >> 1;
    await sink.write(chunk.subarray(0, half));
    await reached("mid_body");
    await sink.write(chunk.subarray(half));
  }
  return {
    ...sink,
    write(chunk) {
      const isCut = isFirst;
      isFirst = false;
      return inOrder(() => (isCut ? writeHalves(chunk) : sink.write(chunk)));
    },
    async finish() {
      await sink.finish();
      await reached("after_spool");
    },
    async abandon() {
      await last;
      await sink.abandon();
    },
  };
}

const smallerCopy = /\.\d+\.webp$/;

function crashingObjects(objects: ObjectStore, reached: Reached): ObjectStore {
  return {
    ...objects,
    async put(input) {
      if (smallerCopy.test(input.path)) return objects.put(input);
      await reached("before_put");
      await objects.put(input);
      await reached("after_put");
    },
  };
}

/** The API's store of executions with the two halves of a submission told apart. */
export function crashingExecutions(executions: ExecutionStore, reached: Reached): ExecutionStore {
  return {
    ...executions,
    async submit(submission) {
      if (submission.references.length > 0) await reached("references_stored");
      const submitted = await executions.submit(submission);
      await reached("submitted");
      return submitted;
    },
  };
}

/** Places of sealed keys with the end of each batch told apart. */
export function crashingPlaces(places: SealedKeyPlace[], reached: Reached): SealedKeyPlace[] {
  return places.map((place) => ({
    ...place,
    async replace(resealed) {
      const replaced = await place.replace(resealed);
      await reached("batch_resealed");
      return replaced;
    },
  }));
}
