import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  hasDebianPostgres,
  startDebianPostgres,
} from "../../tools/testing/start-debian-postgres.ts";
import { testUserId } from "../../tools/testing/test-database.ts";
import { createAuditTrail } from "./audit-trail.ts";
import { migrate } from "./migrate.ts";
import { createPool, type Pool } from "./pools.ts";
import { createTokenStore } from "./token-store.ts";

const debianNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
const login = "bound_owner";
const cameBy = { by: "session", ip: "192.0.2.7" } as const;
const onError = () => {};

describe.skipIf(!hasDebianPostgres && !debianNeeded)(
  "on Debian's PostgreSQL 15, with an owner whom the walls bind",
  () => {
    let server: Awaited<ReturnType<typeof startDebianPostgres>>;
    let owner: Pool;
    let api: Pool;
    beforeAll(async () => {
      server = await startDebianPostgres();
      const root = createPool({
        connectionString: server.connectionStringOf("root"),
        role: null,
        most: 1,
        onError,
      });
      await root.query(`create role ${login} login createrole`);
      await root.query(`create database ${login} owner ${login}`);
      await root.end();
      const inIt = createPool({
        connectionString: server.connectionStringOf("root", login),
        role: null,
        most: 1,
        onError,
      });
      await inIt.query(`grant create on schema public to ${login}`);
      await inIt.end();
      const connectionString = server.connectionStringOf(login, login);
      await migrate({ connectionString, localUserId: testUserId });
      owner = createPool({ connectionString, role: null, most: 1, onError });
      api = createPool({ connectionString, role: "app_api", most: 2, onError });
    });
    afterAll(async () => {
      await Promise.all([owner?.end(), api?.end()]);
      await server?.stop();
    });

    test("U4, U8: a token is made, found by its hash, noted and revoked, and the trail tells of it", async () => {
      const store = createTokenStore(api);
      const tokenId = randomUUID();
      const hash = createHash("sha256").update(randomBytes(8)).digest();
      const made = await store.create({
        userId: testUserId,
        cameBy,
        tokenId,
        name: "nightly",
        scope: "read",
        hash,
        lastFour: "wxyz",
        expiresInDays: null,
        most: 1,
      });
      expect(made).toMatchObject({ id: tokenId, expiresAt: null, lastUsedAt: null });
      expect(await store.personBy({ hash })).toEqual({ userId: testUserId, scope: "read" });
      const [listed] = await store.list({ userId: testUserId, limit: 10 });
      expect(listed?.lastUsedAt).toBeTypeOf("string");
      await store.revoke({ userId: testUserId, cameBy, tokenId });
      expect(await store.personBy({ hash })).toBeNull();

      const trail = createAuditTrail(api);
      const ask = () =>
        trail.list({ askerId: testUserId, action: null, userId: null, limit: 10, cursor: null });
      expect(await ask()).toBeNull();
      await owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [
        testUserId,
      ]);
      expect((await ask())?.items.map(({ action, actor }) => [action, actor])).toEqual([
        ["role.changed", "system"],
        ["token.revoked", "session"],
        ["token.created", "session"],
      ]);
    });

    test("S2, U9: no hash is read by the API, and no line is changed by the owner", async () => {
      await expect(api.query("select token_hash from api_tokens")).rejects.toMatchObject({
        code: "42501",
      });
      await expect(api.query("select * from private.person_by_token($1)", ["x"])).resolves.toEqual(
        expect.objectContaining({ rowCount: 0 }),
      );
      expect((await owner.query("update audit_events set actor = 'local'")).rowCount).toBe(0);
      await expect(owner.query("delete from audit_events")).rejects.toThrow("90 days old");
    });
  },
);
