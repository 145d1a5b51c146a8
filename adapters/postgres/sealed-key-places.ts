import type { SealedKey } from "@bunch/core/ports/key-vault";
import type { KeyAtRest, SealedKeyPlace } from "@bunch/core/ports/sealed-keys";
import { inTransaction, type Pool } from "./pools.ts";

type Row = { id: string; userId: string; account: string; sealed: SealedKey };
/** One table in which sealed keys lie: where it has them, and what puts another one there, from a row `g` of those given. */
type Place = Pick<SealedKeyPlace, "name"> & {
  table: "workflows" | "provider_keys" | "webhook_secrets";
  sealed: string;
  /** Whose limits count together; nobody's where nothing is called with it. */
  account: string;
  put: string;
  purposeOf: (row: Row) => KeyAtRest["purpose"];
};

const workflows: Place = {
  name: "workflow",
  table: "workflows",
  sealed: "t.config -> 'api_key_encrypted'",
  account: "t.account",
  put: "config = t.config || jsonb_build_object('api_key_encrypted', g.sealed, 'account', g.account)",
  purposeOf: ({ id: workflowId, userId }) => ({ workflowId, userId }),
};
const providerKeys: Place = {
  name: "remembered key",
  table: "provider_keys",
  sealed: "t.sealed",
  account: "t.account",
  put: "sealed = g.sealed, account = g.account",
  purposeOf: ({ id: providerKeyId, userId }) => ({ providerKeyId, userId }),
};
const webhookSecrets: Place = {
  name: "webhook secret",
  table: "webhook_secrets",
  sealed: "t.sealed",
  account: "''::text",
  put: "sealed = g.sealed",
  purposeOf: ({ id: webhookSecretId, userId }) => ({ webhookSecretId, userId }),
};

/** Every place in which sealed keys lie, on a pool that acts as app_rotation. */
export function createSealedKeyPlaces(pool: Pool): SealedKeyPlace[] {
  return [workflows, providerKeys, webhookSecrets].map((place) => openPlace(pool, place));
}

function openPlace(pool: Pool, place: Place): SealedKeyPlace {
  const isSealed = `jsonb_typeof(${place.sealed}) = 'object'`;
  return {
    name: place.name,

    count: async () => {
      const found = await pool.query<{ keyId: string; keys: number }>(
        `select coalesce(${place.sealed} ->> 'keyId', '') as "keyId", count(*) as keys
         from ${place.table} t where ${isSealed} group by 1`,
      );
      return new Map(found.rows.map(({ keyId, keys }) => [keyId, keys]));
    },

    // By account: the calls of one key count as those of two accounts for as short as can be.
    notUnder: async ({ keyId, after, limit }) => {
      const found = await pool.query<Row>(
        `select t.id, t.user_id as "userId", ${place.account} as account, ${place.sealed} as sealed from ${place.table} t
         where ${isSealed} and ${place.sealed} ->> 'keyId' is distinct from $1
           and ($2::text is null or (${place.account}, t.id) > ($2::text, $3::uuid))
         order by ${place.account}, t.id limit $4`,
        [keyId, after?.account ?? null, after?.id ?? null, limit],
      );
      return found.rows.map((row) => ({
        id: row.id,
        account: row.account,
        sealed: row.sealed,
        purpose: place.purposeOf(row),
      }));
    },

    replace: async (resealed) => {
      const rows = resealed.map(({ before, sealed: { account, ...parts } }) => ({
        id: before.id,
        former: before.sealed,
        former_account: before.account,
        sealed: parts,
        account,
      }));
      const replaced = await pool.query<{ keys: number }>(replaceStatement(place), [
        JSON.stringify(rows),
      ]);
      return replaced.rows[0]?.keys ?? 0;
    },
  };
}

/**
 * The comparison is made again by the database where somebody else holds the row just now: whatever they put there stays.
 * What was found out of an account goes along in the same statement, so that a closed gate stays closed; what its new
 * name has found out already is newer and stays.
 */
function replaceStatement({ table, sealed, put }: Place): string {
  return `
    with given as (
      select * from jsonb_to_recordset($1) as g (id uuid, former jsonb, former_account text, sealed jsonb, account text)
    ), replaced as (
      update ${table} t set ${put} from given g where t.id = g.id and ${sealed} = g.former returning t.id
    ), carried as (
      insert into paces as p (account, model, limit_in_flight, slow_start, per_second, is_failing, gate_until, gate_code,
        gate_message, per_minute, updated_at)
      select distinct on (g.account, o.model) g.account, o.model, o.limit_in_flight, o.slow_start, o.per_second,
        o.is_failing, o.gate_until, o.gate_code, o.gate_message, o.per_minute, o.updated_at
      from given g join replaced r on r.id = g.id join paces o on o.account = g.former_account
      where g.account <> g.former_account
      order by g.account, o.model, o.updated_at desc
      on conflict (account, model) do update set
        gate_until = excluded.gate_until, gate_code = excluded.gate_code, gate_message = excluded.gate_message,
        per_minute = coalesce(excluded.per_minute, p.per_minute)
      where excluded.gate_until > coalesce(p.gate_until, '-infinity')
    )
    select count(*)::int as keys from replaced`;
}

/** Who else is connected to the database, and for how long the oldest of their open transactions has been going on. */
export async function companyOf(
  pool: Pool,
): Promise<{ others: number; oldestTransactionMs: number }> {
  return inTransaction(pool, async (connection) => {
    // As who logged in: app_rotation sees nothing of the sessions of others.
    await connection.query("set local role none");
    const { rows } = await connection.query<{ others: number; oldestTransactionMs: number }>(
      `select count(*)::int as others,
         coalesce(max(1000 * extract(epoch from clock_timestamp() - xact_start)), 0)::float8 as "oldestTransactionMs"
       from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()
         and coalesce(backend_type, 'client backend') = 'client backend'`,
    );
    if (!rows[0]) throw new Error("Nobody said who else is connected.");
    return rows[0];
  });
}
