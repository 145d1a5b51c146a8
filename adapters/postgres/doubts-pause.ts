import { doubtsReason } from "@bunch/core/executions/doubts-reason";
import { appendEvent, type Left } from "./append-event.ts";
import { pauseUnlessPaused } from "./pause-unless-paused.ts";
import type { Connection } from "./pools.ts";

/** Whether nothing but undecided results is left. */
export function onlyDoubtsAreLeft(left: Left): boolean {
  return left.undecided > 0 && left.pending === left.undecided && left.processing === 0;
}

/**
 * Pauses an execution that has only undecided results left, and lets one go on that waited for a decision and has
 * something to draw again. The caller holds the execution's lock.
 */
export async function followDoubts(
  connection: Connection,
  execution: { id: string; left: Left; isWaiting: boolean },
): Promise<void> {
  const { id, left, isWaiting } = execution;
  if (onlyDoubtsAreLeft(left)) {
    const reason = doubtsReason(await undecidedOf(connection, id));
    if (isWaiting)
      await connection.query("update workflow_executions set paused_reason = $2 where id = $1", [
        id,
        JSON.stringify(reason),
      ]);
    else await pauseUnlessPaused(connection, id, reason);
  } else if (isWaiting && left.pending > left.undecided) {
    await connection.query("update workflow_executions set paused_reason = null where id = $1", [
      id,
    ]);
    await appendEvent(connection, { executionId: id, type: "execution.resumed" });
  }
}

/** How many results of an execution wait for a decision, and what they may have cost. */
async function undecidedOf(
  connection: Connection,
  executionId: string,
): Promise<{ count: number; possibleMicros: number }> {
  const found = await connection.query<{ count: number; possibleMicros: number }>(
    `select undecided_count as count, undecided_micros as "possibleMicros"
     from workflow_executions where id = $1`,
    [executionId],
  );
  return found.rows[0] ?? { count: 0, possibleMicros: 0 };
}
