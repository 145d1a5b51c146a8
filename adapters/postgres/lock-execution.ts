import type { Connection } from "./pools.ts";

/** Locks the execution of an attempt; every transaction of ours takes this lock first, so nothing can deadlock. */
export async function lockExecutionOfAttempt(
  connection: Connection,
  attemptId: string,
): Promise<void> {
  await connection.query(
    `select from workflow_executions
     where id = (select execution_id from result_attempts where id = $1) for update`,
    [attemptId],
  );
}
