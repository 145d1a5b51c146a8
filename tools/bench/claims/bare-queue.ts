import type { Pool } from "@bunch/adapters/postgres/pools";

/** The least that a queue on PostgreSQL can be: one table, one statement, and no ledger, limit or fairness. */
export async function fillBareQueue(owner: Pool, rows: number): Promise<void> {
  await owner.query("drop table if exists bare_queue");
  await owner.query("create table bare_queue (id bigint primary key, state text not null)");
  await owner.query("create index on bare_queue (id) where state = 'pending'");
  await owner.query(
    "insert into bare_queue select n, 'pending' from generate_series(1, $1::int) n",
    [rows],
  );
  await owner.query("analyze bare_queue");
}

/** Takes the next rows, as many as there are up to the limit. */
export async function takeBare(owner: Pool, limit: number): Promise<number> {
  const taken = await owner.query(
    `update bare_queue set state = 'taken' where id in (
       select id from bare_queue where state = 'pending' order by id limit $1 for update skip locked)`,
    [limit],
  );
  return taken.rowCount ?? 0;
}
