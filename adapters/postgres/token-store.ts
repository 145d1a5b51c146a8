import type { TokenScope } from "@bunch/contracts/token";
import type { StoredToken, TokenStore } from "@bunch/core/ports/token-store";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { asOutage, type Pool } from "./pools.ts";

/** All but the hash, which nobody may read. */
const columns = `id, name, scope, last_four as "lastFour", created_at as "createdAt", last_used_at as "lastUsedAt",
  expires_at as "expiresAt", revoked_at as "revokedAt"`;

/** Tokens in PostgreSQL. */
export function createTokenStore(pool: Pool): TokenStore {
  return {
    create: (token) =>
      writeForPerson(pool, token, async (connection) => {
        // Two that come at once must not each see room for one.
        await connection.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
          `tokens of ${token.userId}`,
        ]);
        const made = await connection.query<StoredToken>(
          `insert into api_tokens (id, user_id, name, scope, token_hash, last_four, expires_at)
           select $1::uuid, $2::uuid, $3::text, $4::text, $5::bytea, $6::text, now() + $7::int * interval '1 day'
           where $8::int > (
             select count(*) from api_tokens
             where user_id = $2::uuid and revoked_at is null and (expires_at is null or expires_at > now()))
           returning ${columns}`,
          [
            token.tokenId,
            token.userId,
            token.name,
            token.scope,
            Buffer.from(token.hash),
            token.lastFour,
            token.expiresInDays,
            token.most,
          ],
        );
        return made.rows[0] ?? null;
      }),

    list: ({ userId, limit }) =>
      readAsPerson(pool, userId, async (connection) => {
        const found = await connection.query<StoredToken>(
          `select ${columns} from api_tokens where user_id = $1 order by created_at desc, id limit $2`,
          [userId, limit],
        );
        return found.rows;
      }),

    revoke: ({ userId, cameBy, tokenId }) =>
      writeForPerson(pool, { userId, cameBy }, async (connection) => {
        const revoked = await connection.query<StoredToken>(
          `update api_tokens set revoked_at = coalesce(revoked_at, now()) where id = $1 and user_id = $2
           returning ${columns}`,
          [tokenId, userId],
        );
        return revoked.rows[0] ?? null;
      }),

    personBy: async ({ hash }) => {
      const found = await pool
        .query<{ userId: string; scope: TokenScope }>(
          `select user_id as "userId", scope from private.person_by_token($1)`,
          [Buffer.from(hash)],
        )
        .catch((error: unknown) => {
          throw asOutage(error);
        });
      return found.rows[0] ?? null;
    },
  };
}
