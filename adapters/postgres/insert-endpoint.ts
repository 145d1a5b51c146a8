import type { NewEndpoint } from "@bunch/core/ports/webhook-store";
import type { Connection } from "./pools.ts";

/**
 * Writes an endpoint with its secret, for the person whose claims the transaction has; false where that person has the one
 * for the addresses of single batches already, and then nothing is written.
 */
export async function insertEndpoint(
  connection: Connection,
  { id, userId, url, name, events, secret }: NewEndpoint & { userId: string },
): Promise<boolean> {
  const inserted = await connection.query(
    `insert into webhook_endpoints (id, user_id, url, name, events) values ($1, $2, $3, $4, $5)
     on conflict (user_id) where url is null do nothing`,
    [id, userId, url, name, events],
  );
  if (inserted.rowCount === 0) return false;
  await insertSecret(connection, { endpointId: id, userId, secret });
  return true;
}

/** Writes one more secret of an endpoint. */
export async function insertSecret(
  connection: Connection,
  {
    endpointId,
    userId,
    secret,
  }: { endpointId: string; userId: string; secret: NewEndpoint["secret"] },
): Promise<void> {
  // Whose limits count together is told of keys alone.
  const { account: _, ...parts } = secret.sealed;
  await connection.query(
    "insert into webhook_secrets (id, endpoint_id, user_id, sealed) values ($1, $2, $3, $4)",
    [secret.id, endpointId, userId, JSON.stringify(parts)],
  );
}
