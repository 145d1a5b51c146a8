import { type Connection, inTransaction, type Pool } from "./pools.ts";

/** Somebody who may be an admin, as whoever has the database sees them. */
export type Candidate = { id: string; email: string | null };

/** Gives and takes the role as the owner of the tables: for whoever runs the server, before there is an admin to ask. No claims, so the audit trail counts it as the system's. */
export function createAdminRoles(pool: Pool) {
  return {
    /** Everybody with this e-mail, in large or small letters, or this id. */
    candidates: (who: string): Promise<Candidate[]> =>
      inTransaction(pool, async (connection) => {
        const found = await connection.query<Candidate>(
          `select id, nullif(email, '') as email from auth.users
           where lower(email) = lower($1) or id::text = lower($1) order by id limit 10`,
          [who],
        );
        return found.rows;
      }),

    list: (): Promise<Candidate[]> => inTransaction(pool, admins),

    /** False where it was so before. */
    set: (input: { userId: string; isAdmin: boolean }): Promise<boolean> =>
      inTransaction(pool, async (connection) => {
        const done = await connection.query(
          input.isAdmin
            ? "insert into public.user_roles (user_id, role) values ($1, 'admin') on conflict do nothing"
            : "delete from public.user_roles where user_id = $1 and role = 'admin'",
          [input.userId],
        );
        return done.rowCount === 1;
      }),
  };
}

async function admins(connection: Connection): Promise<Candidate[]> {
  const found = await connection.query<Candidate>(
    `select r.user_id as id, nullif(u.email, '') as email
     from public.user_roles r left join auth.users u on u.id = r.user_id
     where r.role = 'admin' order by r.created_at, r.user_id`,
  );
  return found.rows;
}
