import type { Connection } from "./pools.ts";

/** Whose an execution is: the asker's own, or another's where the policies show it, as they do to admins; null for everybody else. */
export async function findOwner(
  connection: Connection,
  which: { userId: string; executionId: string },
): Promise<{ ownerId: string; variations: number } | null> {
  const columns = `user_id as "ownerId", coalesce((settings ->> 'variations')::int, 1) as variations`;
  const own = await connection.query<{ ownerId: string; variations: number }>(
    `select ${columns} from workflow_executions where id = $1 and user_id = $2`,
    [which.executionId, which.userId],
  );
  if (own.rows[0]) return own.rows[0];
  const anothers = await connection.query<{ ownerId: string; variations: number }>(
    `select ${columns} from workflow_executions where id = $1`,
    [which.executionId],
  );
  return anothers.rows[0] ?? null;
}
