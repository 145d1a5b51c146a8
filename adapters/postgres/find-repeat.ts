import type { Submitted } from "@bunch/core/ports/execution-store";
import type { Connection } from "./pools.ts";

/** Looks for what was submitted under a key, deleted batches included, besides the execution that is being written. */
export async function findRepeat(
  connection: Connection,
  input: { userId: string; key: string; digest: string; besidesId: string | null },
): Promise<Submitted> {
  // One statement sees one moment: a batch that is deleted just now is in one of the two.
  const found = await connection.query<{ id: string; digest: string; deleted: boolean }>(
    `select id, idempotency_digest as digest, false as deleted from workflow_executions
     where user_id = $1 and idempotency_key = $2 and id is distinct from $3
     union all
     select id, idempotency_digest, true from deleted_executions
     where user_id = $1 and idempotency_key = $2`,
    [input.userId, input.key, input.besidesId],
  );
  const earlier = found.rows[0];
  if (!earlier) return { is: "new" };
  if (earlier.digest !== input.digest) return { is: "other_body" };
  return earlier.deleted ? { is: "deleted" } : { is: "repeat", executionId: earlier.id };
}
