import { randomUUID } from "node:crypto";
import type { SealedKey } from "@bunch/core/ports/key-vault";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createKeyVault } from "../vault/key-vault.ts";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { createPool, type Pool } from "./pools.ts";
import { createProviderKeyStore } from "./provider-key-store.ts";
import { asSuperuser } from "./testing/as-superuser.ts";

const [owner, another, admin] = [testUserId, randomUUID(), randomUUID()];
const vault = createKeyVault({ encryptionKey: "ab".repeat(32) });
const denied = { code: "42501" };
let api: Pool;
let workers: Pool;
let superuser: pg.Client;
let drop: () => Promise<void>;
const store = () => createProviderKeyStore(api);

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  api = createPool({ connectionString, role: "app_api", most: 2, onError: () => {} });
  workers = createPool({ connectionString, role: "app_worker", most: 1, onError: () => {} });
  superuser = new pg.Client({ connectionString: asSuperuser(connectionString) });
  await superuser.connect();
  await superuser.query("insert into auth.users (id) values ($1), ($2)", [another, admin]);
  await superuser.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
});
afterAll(async () => {
  await superuser?.end();
  await Promise.all([api, workers].map((pool) => pool?.end()));
  await drop?.();
});

async function add(userId: string, apiKey: string, most = 50): Promise<string> {
  const id = randomUUID();
  const added = await store().add({
    cameBy: { by: "local", ip: null },
    id,
    userId,
    vendor: "gemini",
    name: null,
    sealed: vault.seal({ apiKey, userId, providerKeyId: id }),
    lastFour: null,
    test: null,
    most,
  });
  return added ? id : "refused";
}

async function opened(userId: string, keyId: string): Promise<string | null> {
  const found = await store().find({ userId, keyId });
  return found && vault.open({ sealed: found.sealed, userId, providerKeyId: found.id });
}

test("K7: ciphertexts swapped between two people, or between two rows of one, open for nobody", async () => {
  const [mine, second, theirs] = [
    await add(owner, "key of mine"),
    await add(owner, "second of mine"),
    await add(another, "key of theirs"),
  ];
  expect(await opened(owner, mine)).toBe("key of mine");
  const swap = (one: string, other: string) =>
    superuser.query(
      `update provider_keys k set sealed = o.sealed from provider_keys o
       where k.id <> o.id and k.id = any ($1) and o.id = any ($1)`,
      [[one, other]],
    );
  for (const [whose, other] of [
    [another, theirs],
    [owner, second],
  ] as const) {
    await swap(mine, other);
    expect([await opened(owner, mine), await opened(whose, other)]).toEqual([null, null]);
    await swap(mine, other);
    expect(await opened(owner, mine)).toBe("key of mine");
  }
  // The whole row handed over does not open either.
  await superuser.query("update provider_keys set user_id = $1 where id = $2", [another, mine]);
  expect(await opened(another, mine)).toBeNull();
});

test.each([
  "select sealed from provider_keys",
  "select account from provider_keys",
  "select * from provider_keys",
  "select sealed ->> 'keyId' from provider_keys",
  "select to_jsonb(k) from provider_keys k",
  "select k from provider_keys k",
  "select id from provider_keys order by sealed",
  "select id from provider_keys where sealed is not null",
  "copy provider_keys to stdout",
  "update provider_keys set name = 'x' returning sealed",
  "delete from provider_keys returning sealed",
])("K8: no person reads a sealed key, its owner and admins included: %s", async (statement) => {
  await add(owner, "a key to be found");
  for (const person of [owner, another, admin])
    await expect(
      readAsPerson(api, person, (connection) => connection.query(statement)),
    ).rejects.toMatchObject(denied);
});

test("K8: workers and strangers have nothing to do there, and the API sees those of the person who asks", async () => {
  const theirs = await add(another, "a key of another");
  await expect(workers.query("select id from provider_keys")).rejects.toMatchObject(denied);
  const sealedFor = (person: string) =>
    writeForPerson(api, person, async (connection) => {
      const found = await connection.query<{ sealed: SealedKey }>(
        "select sealed from provider_keys where id = $1",
        [theirs],
      );
      return found.rowCount;
    });
  expect([await sealedFor(another), await sealedFor(owner), await sealedFor(admin)]).toEqual([
    1, 0, 0,
  ]);
  expect((await api.query("select sealed from provider_keys")).rowCount).toBe(0);
  await superuser.query("begin; set local role anon");
  await expect(superuser.query("select id from provider_keys")).rejects.toMatchObject(denied);
  await superuser.query("rollback");
});

test("K9: another's key can be neither found, used, counted nor removed", async () => {
  const theirs = await add(another, "not mine");
  const which = { userId: owner, keyId: theirs };
  expect(await store().find(which)).toBeNull();
  expect(await store().remove(which)).toBe(false);
  await store().noteUse(which);
  const theirList = await store().list({ userId: another });
  expect(theirList.find(({ id }) => id === theirs)).toMatchObject({ lastUsedAt: null });
  expect((await store().list({ userId: owner })).some(({ id }) => id === theirs)).toBe(false);
  expect(await add(another, "one too many", theirList.length)).toBe("refused");
  expect(await store().remove({ userId: another, keyId: theirs })).toBe(true);
  expect(await store().remove({ userId: another, keyId: theirs })).toBe(false);
});
