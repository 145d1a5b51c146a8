import type { Connection } from "./pools.ts";

/** The e-mail addresses of people by their ids, for the admin who asks; whoever has none, or is unknown, is left out or null. */
export async function emailsOf(connection: Connection, people: string[]) {
  const found = await connection.query<{ id: string; email: string | null }>(
    "select id, email from private.emails_of($1)",
    [people],
  );
  return new Map(found.rows.map(({ id, email }) => [id, email]));
}
