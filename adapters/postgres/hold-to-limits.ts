import type { ExecutionChange } from "@bunch/core/executions/execution-state";
import { holdToLimits, isLimited, type LimitedWish } from "@bunch/core/limits/hold-to-limits";
import type { Connection } from "./pools.ts";
import { readLimits } from "./read-limits.ts";
import { readLimitUse } from "./read-limit-use.ts";

/**
 * Holds a wish to its person's limits in the transaction that fulfils it; a Problem refuses it. Whoever comes meanwhile
 * waits for that transaction's end, so that of two none sees room for one.
 */
export async function holdWish(
  connection: Connection,
  input: { userId: string; besidesId: string | null; wish: LimitedWish },
): Promise<{ capMicros: number | null }> {
  const { userId, wish } = input;
  const limits = await readLimits(connection, userId);
  if (!isLimited(limits)) return { capMicros: wish.capMicros };
  await connection.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `limits of ${userId}`,
  ]);
  return holdToLimits(limits, await readLimitUse(connection, input), wish);
}

/**
 * Holds a retry and a resume to the limits, under the execution's lock, notes what is asked for again and sets the cap that
 * the execution goes on with. Tells the change to carry out.
 */
export async function holdChange(
  connection: Connection,
  input: { userId: string; executionId: string; change: ExecutionChange },
): Promise<ExecutionChange> {
  const { userId, executionId, change } = input;
  if (change.do !== "retry" && change.do !== "resume") return change;
  const found = await connection.query<{
    left: number;
    failed: number;
    pictureMicros: number;
    capMicros: number | null;
    spentMicros: number;
    restsAtCap: boolean;
  }>(
    `select pending_count + processing_count as left, failed_count as failed,
       round((estimate ->> 'costPerImage')::numeric * 1000000)::bigint as "pictureMicros",
       max_cost_micros as "capMicros", cost_micros + possible_micros as "spentMicros",
       coalesce(paused_reason ->> 'code' = 'cap', false) as "restsAtCap"
     from workflow_executions where id = $1`,
    [executionId],
  );
  const batch = found.rows[0];
  if (!batch) throw new Error(`Execution ${executionId} is gone while it was changed.`);
  const again = change.do === "retry" ? batch.failed : 0;
  const wanted = change.do === "resume" ? change.maxCostMicros : null;
  const { capMicros } = await holdWish(connection, {
    userId,
    besidesId: executionId,
    wish: {
      executions: 0,
      pictures: again,
      estimateMicros: (batch.left + again) * batch.pictureMicros,
      capMicros: wanted ?? batch.capMicros,
      spentMicros: batch.spentMicros,
      reachedMicros: batch.restsAtCap ? batch.capMicros : null,
    },
  });
  if (again > 0) await noteRetried(connection, userId, again);
  if (change.do === "resume") return { ...change, maxCostMicros: capMicros };
  if (capMicros !== batch.capMicros)
    await connection.query("update workflow_executions set max_cost_micros = $2 where id = $1", [
      executionId,
      capMicros,
    ]);
  return change;
}

/** Counts failed pictures that are asked for again into the day. */
export async function noteRetried(
  connection: Connection,
  userId: string,
  pictures: number,
): Promise<void> {
  await connection.query(
    `insert into retried_pictures as r (user_id, day, pictures)
     values ($1, (now() at time zone 'UTC')::date, $2)
     on conflict (user_id, day) do update set pictures = r.pictures + excluded.pictures`,
    [userId, pictures],
  );
}
