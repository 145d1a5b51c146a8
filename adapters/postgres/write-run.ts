import { wishOfRun } from "@bunch/core/limits/hold-to-limits";
import type { Run, Submitted } from "@bunch/core/ports/execution-store";
import { appendEvent } from "./append-event.ts";
import { findRepeat } from "./find-repeat.ts";
import { holdWish } from "./hold-to-limits.ts";
import { insertExecution } from "./insert-submission.ts";
import { insertEndpoint } from "./insert-endpoint.ts";
import type { Connection } from "./pools.ts";

/**
 * Writes an execution with its results and first event, unless its Idempotency-Key was used. The look for an earlier one
 * follows the insert: from there on nobody else can take the key, and a batch that was deleted meanwhile is seen. What is
 * over a limit is refused with a Problem, whatever its key.
 */
export async function writeRun(
  connection: Connection,
  run: Run,
  /** Written with the execution, or not at all. */
  beside: { before?: () => Promise<void>; after?: () => Promise<void> },
): Promise<Submitted> {
  const { userId, executionId, idempotency } = run;
  const wish = wishOfRun(run);
  const { capMicros } = await holdWish(connection, { userId, besidesId: null, wish });
  await connection.query("savepoint before_run");
  await beside.before?.();
  const isNew = await insertExecution(connection, { ...run, maxCostMicros: capMicros });
  const earlier: Submitted = idempotency
    ? await findRepeat(connection, { userId, ...idempotency, besidesId: executionId })
    : { is: "new" };
  if (earlier.is !== "new") {
    await connection.query("rollback to savepoint before_run");
    return earlier;
  }
  if (!isNew) throw new Error(`Execution ${executionId} could not be written.`);
  await beside.after?.();
  // The endpoint that speaks to addresses of single batches is there from the first of them on.
  if (run.webhook) await insertEndpoint(connection, { ...run.webhook.endpoint, userId });
  await appendEvent(connection, { executionId, type: "execution.submitted" });
  return earlier;
}
