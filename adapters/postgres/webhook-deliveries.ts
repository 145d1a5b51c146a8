import type {
  DeliveryNote,
  LentDelivery,
  WebhookDeliveries,
  WebhookNews,
} from "@bunch/core/ports/webhook-deliveries";
import { inTransaction, type Pool } from "./pools.ts";

type Row = Omit<LentDelivery, "news"> & {
  type: WebhookNews["type"];
  executionId: string | null;
  data: object;
};

/** So many tries of a delivery are kept. */
const mostKept = 20;

/** Lends what is to be told from PostgreSQL, and writes down what came of it. */
export function createWebhookDeliveries(pool: Pool): WebhookDeliveries {
  return {
    take: async ({ lendMs, mostOfEndpoint, mostOfPerson }) => {
      // Asked once a second by every worker, and nearly always there is nothing: that costs one look into an index.
      const due = await pool.query(
        "select from webhook_deliveries where state = 'pending' and not_before <= now() limit 1",
      );
      if (due.rowCount === 0) return null;
      return inTransaction(pool, async (connection) => {
        // Two who count at once would both find room for one more.
        await connection.query(
          "select pg_advisory_xact_lock(hashtextextended('bunch: webhooks are lent', 0))",
        );
        const taken = await connection.query<Row>(
          `with lent as (
             select endpoint_id, user_id from webhook_deliveries where lent_until is not null and lent_until > now()
           ), one as (
             select d.id from webhook_deliveries d
             where d.state = 'pending' and d.not_before <= now()
               and d.endpoint_id not in (select endpoint_id from lent group by 1 having count(*) >= $2)
               and d.user_id not in (select user_id from lent group by 1 having count(*) >= $3)
             -- It waits for no row: whoever holds one sends it again or deletes it.
             order by d.not_before limit 1 for update skip locked
           )
           update webhook_deliveries d
           set fence = d.fence + 1, tries = d.tries + 1,
             not_before = now() + $1 * interval '1 millisecond', lent_until = now() + $1 * interval '1 millisecond'
           from webhook_endpoints p
           where d.id = (select id from one) and p.id = d.endpoint_id
           returning d.id, d.fence, d.tries, d.user_id as "userId", d.endpoint_id as "endpointId",
             p.url is not null as "isOwnAddress", p.disabled_at is null as "isOn", coalesce(p.url, d.url, '') as url,
             d.message_id as "messageId", d.happened_at as "happenedAt", d.type, d.execution_id as "executionId", d.data,
             coalesce((
               select jsonb_agg(jsonb_build_object('id', s.id, 'sealed', s.sealed) order by s.created_at desc)
               from webhook_secrets s
               where s.endpoint_id = p.id and (s.expires_at is null or s.expires_at > now())
             ), '[]') as secrets`,
          [lendMs, mostOfEndpoint, mostOfPerson],
        );
        const row = taken.rows[0];
        return row ? lentOf(row) : null;
      });
    },

    note: async ({ id, fence, note }) => {
      const { state, againInMs, isTaken, tried, isGone } = valuesOf(note);
      await pool.query(
        `with noted as (
           update webhook_deliveries
           set state = $3, lent_until = null, tries = tries - case when $5 then 0 else 1 end,
             not_before = now() + $4 * interval '1 millisecond',
             ended_at = case when $3 <> 'pending' then now() end,
             attempts = case when $6::jsonb is null then attempts
               when jsonb_array_length(attempts) >= $7 then attempts - 0 || $6::jsonb
               else attempts || $6::jsonb end
           where id = $1 and fence = $2
           returning endpoint_id
         )
         update webhook_endpoints set disabled_at = now(), disabled_because = 'gone'
         where $8 and disabled_at is null and id = (select endpoint_id from noted)`,
        [
          id,
          fence,
          state,
          againInMs,
          isTaken,
          tried === null ? null : JSON.stringify([tried]),
          mostKept,
          isGone,
        ],
      );
    },

    forget: async ({ days }) => {
      await pool.query(
        "delete from webhook_deliveries where ended_at < now() - make_interval(days => $1)",
        [days],
      );
    },
  };
}

function lentOf({ type, executionId, data, ...lent }: Row): LentDelivery {
  // The trigger wrote it, in the words of the core.
  const news = type === "webhook.tested" ? { type } : { ...data, type, executionId };
  return { ...lent, news: news as WebhookNews };
}

function valuesOf(note: DeliveryNote) {
  switch (note.did) {
    case "delivered":
      return { state: "delivered", againInMs: 0, isTaken: true, tried: note.tried, isGone: false };
    case "failed":
      return {
        state: "pending",
        againInMs: note.againInMs,
        isTaken: true,
        tried: note.tried,
        isGone: false,
      };
    case "given_up":
      return {
        state: "failed",
        againInMs: 0,
        isTaken: true,
        tried: note.tried,
        isGone: note.isGone,
      };
    case "returned":
      return { state: "pending", againInMs: 0, isTaken: false, tried: null, isGone: false };
    default:
      throw new Error(`Unknown note ${JSON.stringify(note satisfies never)}`);
  }
}
