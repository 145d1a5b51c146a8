import type { WebhookEndpoint, WebhookStore } from "@bunch/core/ports/webhook-store";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { insertEndpoint, insertSecret } from "./insert-endpoint.ts";
import type { Connection, Pool } from "./pools.ts";

/** More former secrets than these sign nothing: each makes the header longer. */
const mostFormer = 2;

/** All but the secrets, which nobody may read but workers. */
const columns = `e.id, e.url, e.name, e.events, e.created_at as "createdAt", e.disabled_because as "disabledBecause",
  (select max(s.created_at) from webhook_secrets s where s.endpoint_id = e.id) as "secretSince",
  (select max(s.expires_at) from webhook_secrets s where s.endpoint_id = e.id and s.expires_at > now()) as "formerSecretUntil"`;

/** Endpoints in PostgreSQL, for the person who asks. */
export function createWebhookStore(pool: Pool): WebhookStore {
  return {
    list: ({ userId }) =>
      readAsPerson(pool, userId, async (connection) => {
        const found = await connection.query<WebhookEndpoint>(
          `select ${columns} from webhook_endpoints e where e.user_id = $1 order by e.created_at desc, e.id`,
          [userId],
        );
        return found.rows;
      }),

    add: ({ most, ...endpoint }) =>
      writeForPerson(pool, endpoint.userId, async (connection) => {
        const { userId } = endpoint;
        // Two at once would both find room.
        await connection.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
          `webhook_endpoints ${userId}`,
        ]);
        const counted = await connection.query<{ there: number }>(
          "select count(*)::int as there from webhook_endpoints where user_id = $1 and url is not null",
          [userId],
        );
        if (endpoint.url !== null && (counted.rows[0]?.there ?? 0) >= most) return "too_many";
        if (!(await insertEndpoint(connection, endpoint))) return "is_there";
        const added = await find(connection, { userId, endpointId: endpoint.id });
        if (!added) throw new Error(`The endpoint ${endpoint.id} was written and is not there.`);
        return added;
      }),

    change: ({ userId, endpointId, url, name, events, isOn }) =>
      writeForPerson(pool, userId, async (connection) => {
        await connection.query(
          `update webhook_endpoints
           set url = coalesce($3, url), name = coalesce($4, name), events = coalesce($5, events),
             disabled_at = case when $6 then null when not $6 then coalesce(disabled_at, now()) else disabled_at end,
             disabled_because = case when $6 then null when not $6 then coalesce(disabled_because, 'owner')
               else disabled_because end
           where id = $1 and user_id = $2`,
          [endpointId, userId, url, name, events, isOn],
        );
        return find(connection, { userId, endpointId });
      }),

    remove: ({ userId, endpointId }) =>
      writeForPerson(pool, userId, async (connection) => {
        const removed = await connection.query(
          "delete from webhook_endpoints where id = $1 and user_id = $2",
          [endpointId, userId],
        );
        return removed.rowCount === 1;
      }),

    rotate: ({ userId, endpointId, secret, keepHours }) =>
      writeForPerson(pool, userId, async (connection) => {
        // One rotation after the other, or each would leave a present secret.
        const held = await connection.query(
          "select from webhook_endpoints where id = $1 and user_id = $2 for update",
          [endpointId, userId],
        );
        if (held.rowCount === 0) return null;
        await connection.query(
          `delete from webhook_secrets where endpoint_id = $1 and id not in (
             select id from webhook_secrets where endpoint_id = $1 order by created_at desc limit $2)`,
          [endpointId, mostFormer],
        );
        await connection.query(
          `update webhook_secrets
           set expires_at = least(coalesce(expires_at, 'infinity'), now() + $2 * interval '1 hour')
           where endpoint_id = $1`,
          [endpointId, keepHours],
        );
        await insertSecret(connection, { endpointId, userId, secret });
        return find(connection, { userId, endpointId });
      }),
  };
}

async function find(
  connection: Connection,
  { userId, endpointId }: { userId: string; endpointId: string },
): Promise<WebhookEndpoint | null> {
  const found = await connection.query<WebhookEndpoint>(
    `select ${columns} from webhook_endpoints e where e.id = $1 and e.user_id = $2`,
    [endpointId, userId],
  );
  return found.rows[0] ?? null;
}
