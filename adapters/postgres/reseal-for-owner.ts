import type { KeyPurpose, KeyVault, SealedKey } from "@bunch/core/ports/key-vault";
import type { Connection } from "./pools.ts";

type Row = { id: string; sealed: SealedKey };

const places = [
  {
    sealed: "config -> 'api_key_encrypted'",
    table: "workflows",
    hasAccount: true,
    put: "config = config || jsonb_build_object('api_key_encrypted', $2::jsonb, 'account', $3::text)",
    purposeOf: (id: string, userId: string): KeyPurpose => ({ workflowId: id, userId }),
  },
  {
    sealed: "sealed",
    table: "provider_keys",
    hasAccount: true,
    put: "sealed = $2::jsonb, account = $3::text",
    purposeOf: (id: string, userId: string): KeyPurpose => ({ providerKeyId: id, userId }),
  },
  {
    sealed: "sealed",
    table: "webhook_secrets",
    put: "sealed = $2::jsonb",
    // Nothing is called with it.
    hasAccount: false,
    purposeOf: (id: string, userId: string): KeyPurpose => ({ webhookSecretId: id, userId }),
  },
] as const;

/**
 * Seals the API keys of rows that have just changed their owner anew, as a sealed key opens for no other owner. Tells how
 * many did not open before either; they stay as they are.
 */
export async function resealForOwner(
  connection: Connection,
  { owner, vault }: { owner: { from: string; to: string }; vault: KeyVault },
): Promise<number> {
  let shut = 0;
  for (const place of places) {
    const found = await connection.query<Row>(
      `select id, ${place.sealed} as sealed from public.${place.table}
       where user_id = $1 and jsonb_typeof(${place.sealed}) = 'object'`,
      [owner.to],
    );
    for (const { id, sealed } of found.rows) {
      const apiKey = vault.open({ sealed, ...place.purposeOf(id, owner.from) });
      if (apiKey === null) {
        shut += 1;
        continue;
      }
      const { account, ...parts } = vault.seal({ apiKey, ...place.purposeOf(id, owner.to) });
      await connection.query(`update public.${place.table} set ${place.put} where id = $1`, [
        id,
        JSON.stringify(parts),
        ...(place.hasAccount ? [account] : []),
      ]);
    }
  }
  return shut;
}
