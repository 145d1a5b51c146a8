import type { DispatchStore, KeptPace } from "@bunch/core/ports/dispatch-store";
import type { PaceTold } from "@bunch/core/results/decide-settlement";
import { gateIsClosed, isOfNow } from "./gate-is-closed.ts";
import type { Connection, Pool } from "./pools.ts";

/** After that time limits may have changed, and are found out anew. */
const staleMinutes = 60;
const keptDays = 7;

/** What was found out lately, and how long each gate is still closed; what nobody uses any more is deleted. */
export async function loadPaces(pool: Pool): ReturnType<DispatchStore["loadPaces"]> {
  await pool.query("delete from paces where updated_at < now() - $1 * interval '1 day'", [
    keptDays,
  ]);
  const found = await pool.query<{
    account: string;
    modelId: string;
    limit: number;
    slowStart: boolean;
    perSecond: number | null;
    gateMs: number;
  }>(
    `select account, model as "modelId", limit_in_flight as "limit", slow_start as "slowStart", per_second as "perSecond",
       case when ${gateIsClosed("p")} then 1000 * extract(epoch from gate_until - now()) else 0 end::float8 as "gateMs"
     from paces p where limit_in_flight is not null and updated_at > now() - $1 * interval '1 minute'`,
    [staleMinutes],
  );
  return found.rows.map(({ account, modelId, gateMs, ...findings }) => ({
    account,
    modelId,
    findings,
    gateMs,
  }));
}

/** Keeps what the dispatcher found out; in one order, so that no two writers wait for each other in a circle. */
export async function keepPaces(pool: Pool, paces: readonly KeptPace[]): Promise<void> {
  const rows = paces.map(({ account, modelId, findings, isFailing, outageMs }) => ({
    account,
    model: modelId,
    ...findings,
    isFailing,
    outageMs,
  }));
  await pool.query(
    `insert into paces as p
       (account, model, limit_in_flight, slow_start, per_second, is_failing, gate_until, gate_code, gate_message)
     select account, model, "limit", "slowStart", "perSecond", "isFailing",
       case when "outageMs" > 0 then now() + "outageMs" * interval '1 millisecond' end,
       case when "outageMs" > 0 then 'provider_overloaded' end, null
     from jsonb_to_recordset($1) as k (account text, model text, "limit" float8, "slowStart" boolean,
       "perSecond" float8, "isFailing" boolean, "outageMs" float8)
     order by account, model
     on conflict (account, model) do update set
       limit_in_flight = excluded.limit_in_flight, slow_start = excluded.slow_start, per_second = excluded.per_second,
       is_failing = excluded.is_failing, updated_at = now(),
       gate_until = coalesce(excluded.gate_until, case when ${isOfNow("p")} then p.gate_until end),
       gate_code = coalesce(excluded.gate_code, p.gate_code),
       gate_message = case when excluded.gate_code is null then p.gate_message end`,
    [JSON.stringify(rows)],
  );
}

/**
 * Tells the dispatcher how the provider met a call, with its settlement. A limit that names its wait closes the account's
 * gate at once, so that whoever watches sees why nothing comes.
 */
export async function tellPace(
  connection: Connection,
  call: { account: string; modelId: string; resultId: string; pace: PaceTold },
): Promise<void> {
  const { account, modelId, resultId, pace } = call;
  const limited = pace.is === "limited" ? pace : null;
  await connection.query(
    `insert into pace_news (account, model, result_id, kind, wait_ms, per_minute)
     values ($1, $2, $3, $4, $5, $6)`,
    [account, modelId, resultId, pace.is, limited?.waitMs ?? null, limited?.perMinute ?? null],
  );
  if (limited)
    await connection.query(
      `insert into paces as p (account, model, gate_until, gate_code, gate_message, per_minute)
       values ($1, $2, now() + $3 * interval '1 millisecond', 'rate_limited', $4, $5)
       on conflict (account, model) do update set
         gate_until = greatest(case when ${isOfNow("p")} then p.gate_until end, excluded.gate_until), gate_code = excluded.gate_code,
         gate_message = excluded.gate_message, per_minute = coalesce(excluded.per_minute, p.per_minute),
         updated_at = now()`,
      [account, modelId, limited.waitMs, limited.message, limited.perMinute],
    );
}
