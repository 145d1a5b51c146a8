import type { ObjectStore } from "../ports/object-store.ts";
import type { Removal, Removals } from "../ports/removals.ts";
import type { Spool } from "../ports/spool.ts";
import { renditionPaths } from "../results/rendition-paths.ts";

type ClearingDoors = {
  removals: Removals;
  objects: ObjectStore;
  spool?: Pick<Spool, "discard">;
};

const batch = 200;

/**
 * Removes what no row names any more, a bounded batch at a time, until nothing is due or the signal ends it; tells how
 * much. What it does not reach, or cannot remove, stays on the list for the next time.
 */
export async function clearRemovals(doors: ClearingDoors, signal: AbortSignal): Promise<number> {
  let removed = 0;
  while (!signal.aborted) {
    const taken = await doors.removals.take({ limit: batch });
    if (taken.length === 0) break;
    removed += await removeAll(doors, taken, signal).catch(() => removeEach(doors, taken, signal));
  }
  return removed;
}

async function removeAll(
  doors: ClearingDoors,
  taken: readonly Removal[],
  signal: AbortSignal,
): Promise<number> {
  await doors.objects.remove({ paths: taken.flatMap(pathsOf), signal });
  for (const removal of taken) if (removal.kind === "answer") await doors.spool?.discard(removal);
  await doors.removals.forget({ ids: taken.map(({ id }) => id) });
  return taken.length;
}

/** One by one, so that what cannot be removed keeps none of the others there; throws the first failure at the end. */
async function removeEach(
  doors: ClearingDoors,
  taken: readonly Removal[],
  signal: AbortSignal,
): Promise<number> {
  const failures: unknown[] = [];
  for (const removal of taken) {
    signal.throwIfAborted();
    await removeAll(doors, [removal], signal).catch((cause: unknown) => failures.push(cause));
  }
  if (failures.length > 0) throw failures[0];
  return taken.length;
}

/** A picture goes with its smaller copies, made yet or not. */
function pathsOf(removal: Removal): string[] {
  if (removal.kind !== "object") return [];
  return [removal.path, ...Object.values(renditionPaths(removal.path))];
}
