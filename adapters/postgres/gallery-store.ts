import type { GalleryStore, OutlineView } from "@bunch/core/ports/gallery-store";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { findOwner } from "./find-owner.ts";
import { lockExecution } from "./lock-execution.ts";
import type { Connection, Pool } from "./pools.ts";
import { searchPattern } from "./search-pattern.ts";

/** Outlines a batch from PostgreSQL, and keeps what its owner thinks of its pictures and calls it. */
export function createGalleryStore(pool: Pool): GalleryStore {
  return {
    outline: ({ userId, executionId, from, limit, search }) =>
      readAsPerson(pool, userId, async (connection) => {
        const owner = await findOwner(connection, { userId, executionId });
        if (!owner) return null;
        const { ownerId, variations } = owner;
        const pattern = searchPattern(search);
        const found = await connection.query<OutlineView>(outlineStatement, [
          executionId,
          ownerId,
          Math.floor(from / variations),
          from % variations,
          limit,
          variations,
          pattern,
        ]);
        return found.rows[0] ? { ...found.rows[0], from } : null;
      }),

    rate: ({ userId, executionId, changes }) =>
      writeForPerson(pool, userId, async (connection) => {
        // Two that rate the same pictures come one after the other, and none is deleted meanwhile.
        if (!(await lockExecution(connection, { userId, executionId }))) return { is: "no_batch" };
        const of = changes.length;
        const { known, pictures } = await countPictures(connection, executionId, changes);
        if (known < of) return { is: "not_of_batch", count: of - known, of };
        if (pictures < of) return { is: "no_picture", count: of - pictures, of };
        const changed = await connection.query(rateStatement, [
          executionId,
          changes.map(({ resultId }) => resultId),
          changes.map(({ stars }) => stars !== "as_it_is"),
          changes.map(({ stars }) => (stars === "as_it_is" ? null : stars)),
          changes.map(({ rejected }) => (rejected === "as_it_is" ? null : rejected)),
        ]);
        return { is: "rated", changed: changed.rowCount ?? 0 };
      }),

    rename: ({ userId, executionId, name }) =>
      writeForPerson(pool, userId, async (connection) => {
        const renamed = await connection.query(
          "update workflow_executions set name = $3 where id = $1 and user_id = $2",
          [executionId, userId, name],
        );
        return renamed.rowCount === 1;
      }),
  };
}

/** One statement, so that the window and the sequence that it includes are of one moment. */
const outlineStatement = `
  select e.results_count as count, e.last_sequence as "lastSequence", w.states, w.ratings, w.found
  from workflow_executions e cross join (
    select coalesce(string_agg(s.state, ''), '') as states, coalesce(string_agg(s.rating, ''), '') as ratings,
      case when $7::text is not null
        then coalesce(array_agg(s.slot) filter (where s.is_found), '{}') end as found
    from (
      select r.batch_index * $6::int + r.variation as slot,
        case r.status
          when 'completed' then 'c'
          when 'pending' then case when r.undecided then 'u' else 'p' end
          when 'processing' then 'r'
          when 'failed' then case when r.error_code = 'refused' then 'm' else 'f' end
          else 'x' end as state,
        case when r.rejected then 'x' when r.rating is null then '0' else r.rating::text end as rating,
        $7::text is not null and r.prompt_text ~ $7 as is_found
      from workflow_batch_results r
      where r.execution_id = $1 and r.user_id = $2 and (r.batch_index, r.variation) >= ($3::int, $4::int)
      order by r.batch_index, r.variation limit $5
    ) s
  ) w
  where e.id = $1 and e.user_id = $2`;

async function countPictures(
  connection: Connection,
  executionId: string,
  changes: readonly { resultId: string }[],
): Promise<{ known: number; pictures: number }> {
  const counted = await connection.query<{ known: number; pictures: number }>(
    `select count(*)::int as known, count(object_path)::int as pictures
     from workflow_batch_results where execution_id = $1 and id = any ($2)`,
    [executionId, changes.map(({ resultId }) => resultId)],
  );
  return counted.rows[0] ?? { known: 0, pictures: 0 };
}

const rateStatement = `
  update workflow_batch_results r
  set rating = case when w.sets_stars then w.stars else r.rating end, rejected = coalesce(w.rejected, r.rejected)
  from unnest($2::uuid[], $3::boolean[], $4::smallint[], $5::boolean[]) as w(id, sets_stars, stars, rejected)
  where r.id = w.id and r.execution_id = $1 and (
    w.sets_stars and r.rating is distinct from w.stars or w.rejected is distinct from r.rejected and w.rejected is not null)`;
