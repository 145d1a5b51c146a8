import { refuseWhileOpen } from "../executions/execution-state.ts";
import type { CameBy } from "../ports/came-by.ts";
import type { ExecutionRemover } from "../ports/execution-remover.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import { Problem } from "../problem.ts";
import { clearRemovals } from "./clear-removals.ts";

/**
 * Deletes an execution that is over: its rows at once and for good, its pictures right after. What the store does not
 * remove until the signal ends the wait is removed by a worker later; the costs stay on the books.
 */
export async function removeExecution(
  doors: { remover: ExecutionRemover; objects: ObjectStore; log: Log },
  input: { userId: string; cameBy: CameBy; executionId: string; signal: AbortSignal },
): Promise<void> {
  const { userId, cameBy, executionId } = input;
  const found = await doors.remover.remove({
    userId,
    cameBy,
    executionId,
    refuse: refuseWhileOpen,
  });
  if (!found)
    throw new Problem("not_found", "There is no such batch. Look at the list of your batches.");
  try {
    const removals = doors.remover.removalsOf({ userId, executionId });
    await clearRemovals({ removals, objects: doors.objects }, input.signal);
  } catch (cause) {
    // They stand on the list: a worker takes them up.
    doors.log.warn(
      { executionId, err: cause },
      "A batch was deleted; its pictures could not all be removed yet, and are removed later.",
    );
  }
}
