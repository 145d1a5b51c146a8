import type { ArchiveChoice, ArchiveRow, ArchiveStore } from "@bunch/core/ports/archive-store";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { findOwner } from "./find-owner.ts";
import { pageOf, readCursor } from "./pages.ts";
import { asOutage, type Pool } from "./pools.ts";
import { resultColumns, resultOf, type ResultRow } from "./result-rows.ts";

type Row = ResultRow & {
  bytes: number | null;
  object_sha256: string | null;
  object_crc32: number | null;
  object_head_bytes: number | null;
  object_head_crc32: number | null;
  completedAt: string | null;
};

/** Reads what archives are made of from PostgreSQL, and keeps the checksums that were counted for them. */
export function createArchiveStore(pool: Pool): ArchiveStore {
  return {
    page: ({ userId, executionId, choice, limit, cursor }) =>
      readAsPerson(pool, userId, async (connection) => {
        const owner = await findOwner(connection, { userId, executionId });
        if (!owner) return null;
        const [index, variation] = readCursor(cursor, /^(\d{1,9})_(\d{1,9})$/);
        const found = await connection.query<Row>(
          `select ${resultColumns}, bytes, object_sha256, object_crc32, object_head_bytes, object_head_crc32,
             completed_at as "completedAt"
           from workflow_batch_results
           where execution_id = $1 and user_id = $2
             and ($3::int is null or (batch_index, variation) > ($3, $4::int))
             and ($5::int8multirange is null
               -- First what the index finds: a few at the end of many must not cost all that come before.
               or (batch_index between lower($5) / $6::int and upper($5) / $6
                 and $5 @> (batch_index::bigint * $6 + variation)))
             and ($7::int is null or (rating >= $7 and not rejected))
           order by batch_index, variation limit $8`,
          [
            executionId,
            owner.ownerId,
            index ?? null,
            variation ?? null,
            multirangeOf(choice),
            owner.variations,
            choice.minRating,
            limit + 1,
          ],
        );
        return pageOf(found.rows, limit, rowOf, (row) => `${row.batch_index}_${row.variation}`);
      }),

    keepCounted: ({ ownerId, pictures }) =>
      writeForPerson(pool, ownerId, async (connection) => {
        await connection.query(
          `update workflow_batch_results r set object_crc32 = w.crc32, bytes = w.bytes,
             object_head_bytes = w.head_bytes, object_head_crc32 = w.head_crc32
           from unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[])
             as w(id, path, crc32, bytes, head_bytes, head_crc32)
           where r.id = w.id and r.user_id = $1 and r.object_path = w.path`,
          [
            ownerId,
            pictures.map(({ resultId }) => resultId),
            pictures.map(({ path }) => path),
            pictures.map(({ crc32 }) => crc32),
            pictures.map(({ bytes }) => bytes),
            pictures.map(({ head }) => head?.bytes ?? null),
            pictures.map(({ head }) => head?.crc32 ?? null),
          ],
        );
      }),

    doubt: ({ ownerId, resultId, path }) =>
      writeForPerson(pool, ownerId, async (connection) => {
        await connection.query(
          `update workflow_batch_results set object_crc32 = null
           where id = $2 and user_id = $1 and object_path = $3`,
          [ownerId, resultId, path],
        );
      }),

    mayCome: async ({ userId }) => {
      const found = await pool
        .query<{ may: boolean }>("select private.may_come($1) as may", [userId])
        .catch((error: unknown) => {
          throw asOutage(error);
        });
      return found.rows[0]?.may ?? false;
    },
  };
}

function multirangeOf({ slots }: ArchiveChoice): string | null {
  return slots && `{${slots.map(([from, to]) => `[${from},${to}]`).join(",")}}`;
}

function rowOf(row: Row): ArchiveRow {
  return {
    result: resultOf(row),
    bytes: row.bytes,
    sha256: row.object_sha256,
    crc32: row.object_crc32,
    head:
      row.object_head_bytes !== null && row.object_head_crc32 !== null
        ? { bytes: row.object_head_bytes, crc32: row.object_head_crc32 }
        : null,
    completedAt: row.completedAt,
  };
}
