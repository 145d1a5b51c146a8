import pg from "pg";
import { connectionStringFor, type ServerAddress, superuser } from "./server-address.ts";

/** Lends a superuser connection for one piece of work; connecting, each statement and leaving have short deadlines. */
export async function asSuperuser<Answer>(
  address: ServerAddress,
  work: (client: pg.Client) => Promise<Answer>,
): Promise<Answer> {
  const client = new pg.Client({
    connectionString: connectionStringFor(address, superuser),
    connectionTimeoutMillis: 2000,
    query_timeout: 10_000,
    application_name: "bunch-launcher",
  });
  // A server that dies under an idle client says so by event, which unheard would end our process.
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
