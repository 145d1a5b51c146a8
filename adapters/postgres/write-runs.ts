import { estimatedMicros, wishOfRuns } from "@bunch/core/limits/hold-to-limits";
import { splitCap } from "@bunch/core/limits/split-cap";
import type { Run, Submitted } from "@bunch/core/ports/execution-store";
import { appendEvent } from "./append-event.ts";
import { findRepeat } from "./find-repeat.ts";
import { holdWish } from "./hold-to-limits.ts";
import { insertExecution } from "./insert-submission.ts";
import { insertEndpoint } from "./insert-endpoint.ts";
import type { Connection } from "./pools.ts";

/**
 * Writes an execution with its results and first event, or all those of a set, unless their Idempotency-Key was used; the
 * first one bears it for all. The look for an earlier one follows its insert: from there on nobody else can take the key,
 * and a batch that was deleted meanwhile is seen. What is over a limit is refused with a Problem, whatever its key.
 */
export async function writeRuns<One extends Run>(
  connection: Connection,
  {
    runs,
    setId,
  }: {
    /** Of a set, each with the cap of all of them. */
    runs: readonly [One, ...One[]];
    setId: string | null;
  },
  /** Written with each execution, or not at all. */
  beside: { before?: (run: One) => Promise<void>; after?: (run: One) => Promise<void> },
): Promise<Submitted> {
  const [{ userId, executionId, idempotency, maxCostMicros }] = runs;
  const wish = wishOfRuns(runs, maxCostMicros);
  const { capMicros } = await holdWish(connection, { userId, besidesId: null, wish });
  const caps = splitCap(
    capMicros,
    runs.map((run) => estimatedMicros(run.estimate)),
  );
  await connection.query("savepoint before_runs");
  for (const [place, run] of runs.entries()) {
    await beside.before?.(run);
    const isNew = await insertExecution(
      connection,
      {
        ...run,
        maxCostMicros: caps[place] ?? null,
        idempotency: place === 0 ? idempotency : null,
      },
      setId === null ? null : { id: setId, place },
    );
    const earlier: Submitted =
      idempotency && place === 0
        ? await findRepeat(connection, { userId, ...idempotency, besidesId: executionId })
        : { is: "new" };
    if (earlier.is !== "new") {
      await connection.query("rollback to savepoint before_runs");
      return earlier;
    }
    if (!isNew) throw new Error(`Execution ${run.executionId} could not be written.`);
    await beside.after?.(run);
    // The endpoint that speaks to addresses of single batches is there from the first of them on.
    if (run.webhook) await insertEndpoint(connection, { ...run.webhook.endpoint, userId });
    await appendEvent(connection, { executionId: run.executionId, type: "execution.submitted" });
  }
  return { is: "new" };
}
