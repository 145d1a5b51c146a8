import type { Ledger } from "@bunch/core/ports/ledger";
import type { Connection } from "./pools.ts";

/**
 * Settles an attempt whose rows are gone: what it cost is known after all, and its picture, which is in the store
 * already, is listed to be removed.
 */
export async function settleDeleted(
  connection: Connection,
  input: Parameters<Ledger["settle"]>[0],
): Promise<void> {
  const { attemptId, settlement, picture } = input;
  const found = await connection.query<{ executionId: string; userId: string }>(
    `select e.id as "executionId", e.user_id as "userId" from deleted_executions e
     where e.id = (select execution_id from deleted_attempts where id = $1) for update`,
    [attemptId],
  );
  const deleted = found.rows[0];
  if (!deleted) return;
  if (picture)
    await connection.query(
      "insert into removals (user_id, execution_id, object_path) values ($1, $2, $3)",
      [deleted.userId, deleted.executionId, picture.path],
    );
  if (settlement.attempt !== "settled") return;
  const settled = await connection.query<{ possibleMicros: number }>(
    `update deleted_attempts a
     set state = 'settled', outcome = $2, cost_micros = $3, possible_micros = 0, ended_at = now()
     from deleted_attempts b
     where a.id = $1 and b.id = a.id and a.state = 'uncertain'
     returning b.possible_micros as "possibleMicros"`,
    [attemptId, settlement.outcome, settlement.costMicros],
  );
  const before = settled.rows[0];
  if (before)
    await connection.query(
      `update deleted_executions
       set cost_micros = cost_micros + $2, possible_micros = possible_micros - $3 where id = $1`,
      [deleted.executionId, settlement.costMicros, before.possibleMicros],
    );
}
