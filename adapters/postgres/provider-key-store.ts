import type { SealedKey } from "@bunch/core/ports/key-vault";
import type {
  ProviderKey,
  ProviderKeyStore,
  RememberedKeys,
} from "@bunch/core/ports/provider-keys";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import type { Pool } from "./pools.ts";

/** What people may read of a remembered key. */
const shownColumns = `id, vendor, name, last_four as "lastFour", created_at as "createdAt", last_used_at as "lastUsedAt",
  tested_at as "testedAt", test_outcome as "testOutcome", models, missing_models as "missingModels"`;

/** Remembered keys in PostgreSQL. Told is what the policies let their owner see; the sealed key comes out as app_api alone. */
export function createProviderKeyStore(pool: Pool): ProviderKeyStore & RememberedKeys {
  return {
    list: ({ userId }) =>
      readAsPerson(pool, userId, async (connection) => {
        const found = await connection.query<ProviderKey>(
          `select ${shownColumns} from provider_keys where user_id = $1 order by created_at desc, id`,
          [userId],
        );
        return found.rows;
      }),

    add: ({ sealed: { account, ...parts }, most, ...key }) =>
      writeForPerson(pool, key, async (connection) => {
        // Two at once would both find room.
        await connection.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
          `provider_keys ${key.userId}`,
        ]);
        const added = await connection.query<ProviderKey>(
          `insert into provider_keys (id, user_id, vendor, name, sealed, account, last_four, tested_at, test_outcome,
             models, missing_models)
           select $1::uuid, $2::uuid, $3::text, $4::text, $5::jsonb, $6::text, $7::text,
             case when $8::text is not null then now() end, $8::text,
             $10::text[], $11::text[]
           where (select count(*) from provider_keys where user_id = $2::uuid) < $9::int
           returning ${shownColumns}`,
          [
            key.id,
            key.userId,
            key.vendor,
            key.name,
            JSON.stringify(parts),
            account,
            key.lastFour,
            key.test?.outcome ?? null,
            most,
            key.test?.models ?? null,
            key.test?.missingModels ?? null,
          ],
        );
        return added.rows[0] ?? null;
      }),

    remove: ({ userId, keyId }) =>
      writeForPerson(pool, userId, async (connection) => {
        const removed = await connection.query(
          "delete from provider_keys where id = $1 and user_id = $2",
          [keyId, userId],
        );
        return removed.rowCount === 1;
      }),

    find: ({ userId, keyId }) =>
      writeForPerson(pool, userId, async (connection) => {
        const found = await connection.query<{
          id: string;
          vendor: string;
          sealed: SealedKey;
          missingModels: string[] | null;
        }>(
          `select id, vendor, sealed, missing_models as "missingModels"
           from provider_keys where id = $1 and user_id = $2`,
          [keyId, userId],
        );
        return found.rows[0] ?? null;
      }),

    noteTest: ({ userId, keyId, test }) =>
      writeForPerson(pool, userId, async (connection) => {
        await connection.query(
          `update provider_keys set tested_at = now(), test_outcome = $3, models = coalesce($4::text[], models),
             missing_models = coalesce($5::text[], missing_models)
           where id = $1 and user_id = $2`,
          [keyId, userId, test.outcome, test.models, test.missingModels],
        );
      }),

    noteUse: ({ userId, keyId }) =>
      writeForPerson(pool, userId, async (connection) => {
        await connection.query(
          "update provider_keys set last_used_at = now() where id = $1 and user_id = $2",
          [keyId, userId],
        );
      }),
  };
}
