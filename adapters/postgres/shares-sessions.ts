import pg from "pg";

const looks = 4;

/**
 * Whether connections are lent for one transaction at a time, as by a pooler in transaction mode: what one of ours has set,
 * its role above all, another may then meet. Told by the processes that serve two connections which are open at once; where
 * each is a session of its own these never change and never meet.
 */
export async function sharesSessions(connectionString: string): Promise<boolean> {
  const clients = [0, 1].map(
    () => new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 }),
  );
  for (const client of clients) client.on("error", () => {});
  const served: Set<number>[] = clients.map(() => new Set());
  try {
    for (const client of clients) await client.connect();
    for (let look = 0; look < looks; look += 1)
      for (const [index, client] of clients.entries()) {
        const found = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
        if (found.rows[0]) served[index]?.add(found.rows[0].pid);
      }
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  const all = served.flatMap((pids) => [...pids]);
  return new Set(all).size < all.length || all.length > clients.length;
}
