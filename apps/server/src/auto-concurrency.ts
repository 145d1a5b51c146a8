import { totalmem } from "node:os";

/** The part of this machine's memory that calls in flight may take; the database and the pictures need the rest. */
const shareOfMemory = 1 / 4;
/** One call under way: its request, its connection, and what of its answer waits for the disk. */
const bytesOfOneCall = 4_000_000;
/** As many as an unknown account gets at first, and as many as one process still serves well. */
const [least, most] = [10, 256];

/** How many calls a worker may have in flight when nobody said: as its memory allows, which is far more than most keys do. */
export function autoConcurrency(memoryBytes: number = memoryOfThisMachine()): number {
  const fitting = Math.floor((memoryBytes * shareOfMemory) / bytesOfOneCall);
  return Math.min(most, Math.max(least, fitting));
}

/** What a container allows, where it does, else what the machine has. */
function memoryOfThisMachine(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
