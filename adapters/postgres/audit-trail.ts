import type { AuditLine, AuditTrail } from "@bunch/core/ports/audit-trail";
import { readAsPerson } from "./as-person.ts";
import { isAdmin } from "./is-admin.ts";
import { pageOf, readCursor, timeMark, timeMarkShape } from "./pages.ts";
import type { Pool } from "./pools.ts";

/** The audit trail in PostgreSQL, which its own triggers write; the policy shows it to admins alone. */
export function createAuditTrail(pool: Pool): AuditTrail {
  return {
    list: ({ askerId, action, userId, limit, cursor }) =>
      readAsPerson(pool, askerId, async (connection) => {
        if (!(await isAdmin(connection))) return null;
        const [beforeMicros, id] = readCursor(cursor, timeMarkShape);
        const found = await connection.query<AuditLine & { mark: string }>(
          `select id, at, user_id as "userId", actor, action, subject, details, ip, ${timeMark("at")} as mark
           from audit_events
           where ($1::text is null or action = $1) and ($2::uuid is null or user_id = $2)
             and ($3::bigint is null
               or (at, id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
           order by at desc, id desc limit $5`,
          [action, userId, beforeMicros ?? null, id ?? null, limit + 1],
        );
        return pageOf(found.rows, limit, lineOf, (row) => `${row.mark}_${row.id}`);
      }),
  };
}

function lineOf(row: AuditLine): AuditLine {
  const { id, at, userId, actor, action, subject, details, ip } = row;
  return { id, at, userId, actor, action, subject, details, ip };
}
