import type { AuditLine, AuditTrail } from "@bunch/core/ports/audit-trail";
import { readAsPerson } from "./as-person.ts";
import { emailsOf } from "./emails-of.ts";
import { isAdmin } from "./is-admin.ts";
import { pageOf, readCursor, timeMark, timeMarkShape } from "./pages.ts";
import type { Pool } from "./pools.ts";

type Row = Omit<AuditLine, "email" | "subjectEmail"> & { mark: string };

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The audit trail in PostgreSQL, which its own triggers write; the policy shows it to admins alone. */
export function createAuditTrail(pool: Pool): AuditTrail {
  return {
    list: ({ askerId, action, userId, limit, cursor }) =>
      readAsPerson(pool, askerId, async (connection) => {
        if (!(await isAdmin(connection))) return null;
        const [beforeMicros, id] = readCursor(cursor, timeMarkShape);
        const found = await connection.query<Row>(
          `select id, at, user_id as "userId", actor, action, subject, details, ip, ${timeMark("at")} as mark
           from audit_events
           where ($1::text is null or action = $1) and ($2::uuid is null or user_id = $2)
             and ($3::bigint is null
               or (at, id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
           order by at desc, id desc limit $5`,
          [action, userId, beforeMicros ?? null, id ?? null, limit + 1],
        );
        const people = found.rows.flatMap(({ userId: doer, action: done, subject }) => [
          ...(doer === null ? [] : [doer]),
          ...(isOfPerson(done) && uuid.test(subject) ? [subject] : []),
        ]);
        const emails = await emailsOf(connection, [...new Set(people)]);
        return pageOf(
          found.rows,
          limit,
          ({ mark: _mark, ...row }) => ({
            ...row,
            email: row.userId === null ? null : (emails.get(row.userId) ?? null),
            subjectEmail: isOfPerson(row.action) ? (emails.get(row.subject) ?? null) : null,
          }),
          (row) => `${row.mark}_${row.id}`,
        );
      }),
  };
}

/** Whether it is done to a person, and its subject is that person's id, or everybody. */
function isOfPerson(action: AuditLine["action"]): boolean {
  return action === "role.changed" || action === "limits.changed";
}
