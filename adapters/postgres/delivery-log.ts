import type { DeliveryLog, DeliveryView } from "@bunch/core/ports/delivery-log";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { pageOf, readCursor, timeMark, timeMarkShape } from "./pages.ts";
import type { Connection, Pool } from "./pools.ts";

const columns = `d.id, d.endpoint_id as "endpointId", d.message_id as "messageId", d.type, d.execution_id as "executionId",
  coalesce(p.url, d.url, '') as url, d.state, d.happened_at as "happenedAt",
  case when d.state = 'pending' then d.not_before end as "nextTryAt", d.attempts as tries`;

/** What endpoints were told, in PostgreSQL, for the person who asks. */
export function createDeliveryLog(pool: Pool): DeliveryLog {
  return {
    list: ({ userId, endpointId, limit, cursor }) =>
      readAsPerson(pool, userId, async (connection) => {
        const [beforeMicros, id] = readCursor(cursor, timeMarkShape);
        const found = await connection.query<DeliveryView & { mark: string }>(
          `select ${columns}, ${timeMark("d.created_at")} as mark
           from webhook_deliveries d join webhook_endpoints p on p.id = d.endpoint_id
           where d.user_id = $1 and ($2::uuid is null or d.endpoint_id = $2)
             and ($3::bigint is null
               or (d.created_at, d.id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
           order by d.created_at desc, d.id desc limit $5`,
          [userId, endpointId, beforeMicros ?? null, id ?? null, limit + 1],
        );
        return pageOf(
          found.rows,
          limit,
          ({ mark: _mark, ...delivery }) => delivery,
          (row) => `${row.mark}_${row.id}`,
        );
      }),

    sendTest: ({ userId, endpointId, messageId }) =>
      writeForPerson(pool, userId, async (connection) => {
        const found = await connection.query<{ isOn: boolean; hasAddress: boolean }>(
          `select disabled_at is null as "isOn", url is not null as "hasAddress"
           from webhook_endpoints where id = $1 and user_id = $2 for key share`,
          [endpointId, userId],
        );
        const endpoint = found.rows[0];
        if (!endpoint) return "unknown";
        if (!endpoint.hasAddress) return "no_address";
        if (!endpoint.isOn) return "off";
        const written = await connection.query<{ id: string }>(
          `insert into webhook_deliveries (user_id, endpoint_id, message_id, type)
           values ($1, $2, $3, 'webhook.tested') returning id`,
          [userId, endpointId, messageId],
        );
        return find(connection, { userId, deliveryId: written.rows[0]?.id ?? "" });
      }),

    sendAgain: ({ userId, deliveryId }) =>
      writeForPerson(pool, userId, async (connection) => {
        const found = await connection.query<{ isOn: boolean }>(
          `select p.disabled_at is null as "isOn"
           from webhook_deliveries d join webhook_endpoints p on p.id = d.endpoint_id
           where d.id = $1 and d.user_id = $2 for update of d`,
          [deliveryId, userId],
        );
        const delivery = found.rows[0];
        if (!delivery) return "unknown";
        if (!delivery.isOn) return "off";
        // Whoever has it in hand just now notes nothing any more: its fence has moved on.
        await connection.query(
          `update webhook_deliveries
           set state = 'pending', ended_at = null, tries = 0, fence = fence + 1, not_before = now(), lent_until = null
           where id = $1`,
          [deliveryId],
        );
        return find(connection, { userId, deliveryId });
      }),
  };
}

async function find(
  connection: Connection,
  { userId, deliveryId }: { userId: string; deliveryId: string },
): Promise<DeliveryView> {
  const found = await connection.query<DeliveryView>(
    `select ${columns} from webhook_deliveries d join webhook_endpoints p on p.id = d.endpoint_id
     where d.id = $1 and d.user_id = $2`,
    [deliveryId, userId],
  );
  if (!found.rows[0]) throw new Error(`The delivery ${deliveryId} was written and is not there.`);
  return found.rows[0];
}
