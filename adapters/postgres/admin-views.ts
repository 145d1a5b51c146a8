import type { AdminViews, UsageView } from "@bunch/core/ports/admin-views";
import { readAsPerson } from "./as-person.ts";
import { executionColumns, executionOf, type ExecutionRow } from "./execution-rows.ts";
import { emailsOf } from "./emails-of.ts";
import { isAdmin } from "./is-admin.ts";
import { pageOf, readCursor, timeMark, timeMarkShape } from "./pages.ts";
import type { Pool } from "./pools.ts";

/** What admins see of all, read as the admin who asks; told by the counters of batches, never by counting pictures. */
export function createAdminViews(pool: Pool): AdminViews {
  return {
    executions: ({ askerId, userId, status, limit, cursor }) =>
      readAsPerson(pool, askerId, async (connection) => {
        if (!(await isAdmin(connection))) return null;
        const [beforeMicros, id] = readCursor(cursor, timeMarkShape);
        const found = await connection.query<ExecutionRow & { mark: string }>(
          `select ${executionColumns}, ${timeMark("created_at")} as mark
           from workflow_executions e
           where ($1::uuid is null or user_id = $1) and ($2::text is null or status = $2)
             and ($3::bigint is null
               or (created_at, id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
           order by created_at desc, id desc limit $5`,
          [userId, status, beforeMicros ?? null, id ?? null, limit + 1],
        );
        const people = new Set(found.rows.map((row) => row.user_id));
        const emails = await emailsOf(connection, [...people]);
        return pageOf(
          found.rows,
          limit,
          (row) => ({
            execution: executionOf(row),
            user: { id: row.user_id, email: emails.get(row.user_id) ?? null },
          }),
          (row) => `${row.mark}_${row.id}`,
        );
      }),

    usage: ({ askerId, days, mostUsers }) =>
      readAsPerson(pool, askerId, async (connection) => {
        if (!(await isAdmin(connection))) return null;
        const found = await connection.query<Counted>(usageStatement, [days, mostUsers]);
        const usage = found.rows[0];
        if (!usage) throw new Error("Usage was not counted.");
        const emails = await emailsOf(
          connection,
          usage.users.map(({ id }) => id),
        );
        return {
          ...usage,
          users: usage.users.map((user) => ({ ...user, email: emails.get(user.id) ?? null })),
        };
      }),
  };
}

type Counted = Omit<UsageView, "users"> & { users: Omit<UsageView["users"][number], "email">[] };

const figures = `count(w.day) as executions, coalesce(sum(w.pictures), 0) as pictures,
  coalesce(sum(w.failed), 0) as failed, coalesce(sum(w.cost), 0) as "costMicros"`;

/** As an expression and no query of its own: so the planner knows how few batches it asks for. */
const firstMoment =
  "((((now() at time zone 'UTC')::date - ($1::int - 1))::timestamp) at time zone 'UTC')";

const usageStatement = `
  with bounds as (
    select (now() at time zone 'UTC')::date - ($1::int - 1) as first, (now() at time zone 'UTC')::date as last
  ), work as materialized (
    select e.user_id, (e.created_at at time zone 'UTC')::date as day, e.completed_count as pictures,
      e.failed_count as failed, e.cost_micros as cost
    from (
      select user_id, created_at, completed_count, failed_count, cost_micros from workflow_executions
      where created_at >= ${firstMoment}
      union all
      select user_id, created_at, completed_count, failed_count, cost_micros from deleted_executions
      where created_at >= ${firstMoment}
    ) e
  )
  select
    (select json_agg(one order by one.day) from (
       select d::date::text as day, ${figures}
       from bounds b, generate_series(b.first::timestamp, b.last::timestamp, interval '1 day') d
       left join work w on w.day = d::date group by d) one) as days,
    (select coalesce(json_agg(one order by one."costMicros" desc, one.id), '[]') from (
       select w.user_id as id, ${figures} from work w group by w.user_id
       order by "costMicros" desc, w.user_id limit $2) one) as users,
    (select row_to_json(one) from (select ${figures} from work w) one) as total`;
