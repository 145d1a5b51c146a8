import type { ObjectStore } from "../ports/object-store.ts";
import type { Removal, Removals } from "../ports/removals.ts";
import type { Spool } from "../ports/spool.ts";
import { renditionPaths } from "../results/rendition-paths.ts";

const batch = 200;

/**
 * Removes what no row names any more, a bounded batch at a time, until nothing is due or the signal ends it; tells how
 * much. What it does not reach, or cannot remove, stays on the list for the next time.
 */
export async function clearRemovals(
  doors: { removals: Removals; objects: ObjectStore; spool?: Pick<Spool, "discard"> },
  signal: AbortSignal,
): Promise<number> {
  let removed = 0;
  while (!signal.aborted) {
    const taken = await doors.removals.take({ limit: batch });
    if (taken.length === 0) break;
    await doors.objects.remove({ paths: taken.flatMap(pathsOf), signal });
    for (const removal of taken) if (removal.kind === "answer") await doors.spool?.discard(removal);
    await doors.removals.forget({ ids: taken.map(({ id }) => id) });
    removed += taken.length;
  }
  return removed;
}

/** A picture goes with its smaller copies, made yet or not. */
function pathsOf(removal: Removal): string[] {
  if (removal.kind !== "object") return [];
  return [removal.path, ...Object.values(renditionPaths(removal.path))];
}
