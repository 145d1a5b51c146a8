import type { StoredChange } from "@bunch/core/models/model-change";
import type { ModelChangeBook, ModelChanges } from "@bunch/core/ports/model-changes";
import { writeForPerson } from "./as-person.ts";
import { asOutage, type Pool } from "./pools.ts";

/** What was changed of the catalogue, for any of our roles. */
export function createModelChanges(pool: Pool): ModelChanges {
  const read = <Row extends object>(statement: string) =>
    pool.query<Row>(statement).catch((error: unknown) => {
      throw asOutage(error);
    });
  return {
    all: async () =>
      (
        await read<StoredChange>(
          `select id, change, changed_at as "changedAt", changed_by as "changedBy"
           from public.model_changes order by created_at, id`,
        )
      ).rows,
    mark: async () =>
      (
        await read<{ mark: string }>(
          // Of each change, not the latest alone: who wrote first may be seen last.
          `select coalesce(md5(string_agg(id || ' ' || changed_at, ',' order by id)), '') as mark from public.model_changes`,
        )
      ).rows[0]?.mark ?? "",
  };
}

/** The same, changed for admins; who is one the database decides. */
export function createModelChangeBook(pool: Pool): ModelChangeBook {
  return {
    ...createModelChanges(pool),

    set: ({ askerId, cameBy, id, change }) =>
      writeForPerson(pool, { userId: askerId, cameBy }, async (connection) => {
        await connection.query("select private.set_model_change($1, $2)", [
          id,
          JSON.stringify(change),
        ]);
        return "set" as const;
      }).catch(notAllowed),

    undo: ({ askerId, cameBy, id }) =>
      writeForPerson(pool, { userId: askerId, cameBy }, async (connection) => {
        const undone = await connection.query<{ isThere: boolean }>(
          `select private.undo_model_change($1) as "isThere"`,
          [id],
        );
        return undone.rows[0]?.isThere ? ("undone" as const) : ("no_such_change" as const);
      }).catch(notAllowed),
  };
}

function notAllowed(error: unknown): "not_allowed" {
  if (error instanceof Error && "code" in error && error.code === "42501") return "not_allowed";
  throw error;
}
