import type pg from "pg";
import { ownerRole, type ServerAddress } from "./server-address.ts";
import { asSuperuser } from "./superuser-connection.ts";

/**
 * Gives the cluster the role `postgres` as Supabase has it: no superuser, but it may log in, create roles and
 * databases, passes row level security, and owns the database. Done once; later it only looks.
 */
export async function ensureRoles(address: ServerAddress): Promise<void> {
  await asSuperuser(address, async (client) => {
    if (await ownsDatabase(client)) return;
    const password =
      address.password === undefined ? "" : `password '${address.password.replaceAll("'", "''")}'`;
    await client.query(`
      begin;
      create role ${ownerRole} login nosuperuser createrole createdb bypassrls ${password};
      grant pg_monitor, pg_read_all_data, pg_signal_backend to ${ownerRole};
      alter database postgres owner to ${ownerRole};
      commit;`);
  });
}

async function ownsDatabase(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    "select from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = 'postgres' and r.rolname = $1",
    [ownerRole],
  );
  return rowCount === 1;
}
