import type { ListedUser, RoleChange, UserDirectory } from "@bunch/core/ports/user-directory";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { isAdmin } from "./is-admin.ts";
import { pageOf, readCursor, timeMark, timeMarkShape } from "./pages.ts";
import type { Connection, Pool } from "./pools.ts";

type Row = Omit<ListedUser, "limits"> & { mark: string };
type Wanted = {
  search: string | null;
  userId: string | null;
  beforeMicros: string | null;
  beforeId: string | null;
  most: number;
};

/** Everybody in PostgreSQL, read as the admin who asks: what they have drawn is told by the counters of their batches. */
export function createUserDirectory(pool: Pool): UserDirectory {
  return {
    list: ({ askerId, search, limit, cursor }) =>
      readAsPerson(pool, askerId, async (connection) => {
        if (!(await isAdmin(connection))) return null;
        const [beforeMicros = null, beforeId = null] = readCursor(cursor, timeMarkShape);
        const rows = await peopleOf(connection, {
          search,
          userId: null,
          beforeMicros,
          beforeId,
          most: limit + 1,
        });
        return pageOf(rows, limit, userOf, (row) => `${row.mark}_${row.id}`);
      }),

    find: ({ askerId, userId }) =>
      readAsPerson(pool, askerId, async (connection) => {
        if (!(await isAdmin(connection))) return "not_allowed";
        const all = { search: null, beforeMicros: null, beforeId: null, most: 1 };
        const [row] = await peopleOf(connection, { ...all, userId });
        return row ? userOf(row) : null;
      }),

    setRole: ({ askerId, cameBy, userId, isAdmin: wanted }) =>
      writeForPerson(pool, { userId: askerId, cameBy }, async (connection) => {
        const done = await connection.query<{ change: RoleChange }>(
          "select private.set_admin($1, $2) as change",
          [userId, wanted],
        );
        return done.rows[0]?.change ?? "not_allowed";
      }),
  };
}

async function peopleOf(connection: Connection, wanted: Wanted): Promise<Row[]> {
  const { search, userId, beforeMicros, beforeId, most } = wanted;
  const found = await connection.query<Row>(
    `select p.id, p.email, p.is_admin as "isAdmin", p.created_at as "createdAt", ${timeMark("p.created_at")} as mark,
       w.last as "lastExecutionAt", w.executions, w.pictures, w.cost as "costMicros", w.month as "monthMicros"
     from private.people($1, $2, 'epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4, $5) p,
     lateral (
       select max(e.created_at) as last, count(*) as executions,
         coalesce(sum(e.completed_count), 0)::bigint as pictures, coalesce(sum(e.cost_micros), 0)::bigint as cost,
         coalesce(sum(e.cost_micros) filter (
           where e.created_at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'), 0)::bigint as month
       from (
         select created_at, completed_count, cost_micros from workflow_executions where user_id = p.id
         union all
         select created_at, completed_count, cost_micros from deleted_executions where user_id = p.id
       ) e
     ) w
     order by p.created_at desc, p.id desc`,
    [search, userId, beforeMicros, beforeId, most],
  );
  return found.rows;
}

function userOf({ mark: _, ...user }: Row): ListedUser {
  return { ...user, limits: null };
}
