import type { Removal, Removals } from "@bunch/core/ports/removals";
import type { Connection, Pool } from "./pools.ts";

type RemovalRow = { id: string; path: string | null; attemptId: string | null };

/** The list of removals for a worker: everybody's pictures, and the answers that lie on its own spool. */
export function createRemovals(pool: Pool, spoolId: string): Removals {
  return {
    take: ({ limit }) => takeRemovals(pool, { executionId: null, spoolId, limit }),
    forget: ({ ids }) => forgetRemovals(pool, ids),
  };
}

/**
 * Takes what is due: of one execution its pictures, or of all with the answers of one spool. Each try puts the next one
 * off, so that nobody else takes it meanwhile, and a crash or a store that is out costs a minute, later ten.
 */
export async function takeRemovals(
  connection: Pick<Connection, "query">,
  which: { executionId: string | null; spoolId: string | null; limit: number },
): Promise<Removal[]> {
  const taken = await connection.query<RemovalRow>(
    `update removals set tries = tries + 1, not_before = now() + least(10, tries + 1) * interval '1 minute'
     where id in (
       select id from removals
       where not_before <= now() and ($1::uuid is null or execution_id = $1)
         and (object_path is not null or spool_id = $2)
       order by not_before limit $3 for update skip locked)
     returning id, object_path as path, attempt_id as "attemptId"`,
    [which.executionId, which.spoolId, which.limit],
  );
  return taken.rows.flatMap(({ id, path, attemptId }): Removal[] => {
    if (path !== null) return [{ id, kind: "object", path }];
    return attemptId === null ? [] : [{ id, kind: "answer", attemptId }];
  });
}

/** Takes what is gone off the list. */
export async function forgetRemovals(
  connection: Pick<Connection, "query">,
  ids: readonly string[],
): Promise<void> {
  await connection.query("delete from removals where id = any ($1)", [ids]);
}
