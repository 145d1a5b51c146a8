import type { WaitReason } from "@bunch/contracts/execution";
import { appendEvent } from "./append-event.ts";
import type { Connection } from "./pools.ts";

/** Pauses a running execution; the first reason stands. The caller holds the execution's lock. */
export async function pauseUnlessPaused(
  connection: Connection,
  executionId: string,
  reason: WaitReason,
): Promise<void> {
  const paused = await connection.query(
    `update workflow_executions set paused_reason = $2
     where id = $1 and status in ('pending', 'processing')`,
    [executionId, JSON.stringify(reason)],
  );
  if (paused.rowCount === 1)
    await appendEvent(connection, { executionId, type: "execution.paused", reason });
}
