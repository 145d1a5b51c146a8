import { randomUUID } from "node:crypto";
import { resealKeys } from "@bunch/core/flow/reseal-keys";
import type { SealedKeyPlace } from "@bunch/core/ports/sealed-keys";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId as userId } from "../../tools/testing/test-database.ts";
import { until } from "../../tools/testing/until.ts";
import { createKeyVault } from "../vault/key-vault.ts";
import { writeForPerson } from "./as-person.ts";
import { tellPace } from "./pace-rows.ts";
import { createPool, inTransaction, type Pool } from "./pools.ts";
import { createProviderKeyStore } from "./provider-key-store.ts";
import { replaceKey } from "./replace-key.ts";
import { companyOf, createSealedKeyPlaces } from "./sealed-key-places.ts";
import { createWebhookDeliveries } from "./webhook-deliveries.ts";
import { createWebhookStore } from "./webhook-store.ts";
import { createDeliveryLog } from "./delivery-log.ts";
import { openLedger } from "./testing/open-ledger.ts";

const signal = AbortSignal.timeout(60_000);
const [oldKey, newKey, lostKey] = ["01", "02", "03"].map((byte) => byte.repeat(32)) as [
  string,
  string,
  string,
];
const former = createKeyVault({ encryptionKey: oldKey });
const present = createKeyVault({ encryptionKey: newKey, formerKeys: [oldKey] });
const lost = createKeyVault({ encryptionKey: lostKey });
const onlyNew = createKeyVault({ encryptionKey: newKey });
const modelId = "gemini-nano-banana-2.1";
let open: Awaited<ReturnType<typeof openLedger>>;
let rotation: Pool;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  open = await openLedger(database, userId);
  rotation = createPool({ connectionString, role: "app_rotation", most: 2, onError: () => {} });
});
afterAll(async () => {
  await rotation?.end();
  await open?.close();
});

/** A batch whose key a vault has sealed. */
async function batch(apiKey: string, vault = former) {
  const workflowId = randomUUID();
  const sealedKey = vault.seal({ apiKey, userId, workflowId });
  return { workflowId, ...(await open.submitted({ workflowId, sealedKey, modelId })) };
}

async function remember(apiKey: string, vault = former): Promise<string> {
  const id = randomUUID();
  const sealed = vault.seal({ apiKey, userId, providerKeyId: id });
  const common = { vendor: "gemini", name: null, lastFour: null, test: null, most: 50 };
  await createProviderKeyStore(open.api).add({
    cameBy: { by: "local", ip: null },
    id,
    userId,
    sealed,
    ...common,
  });
  return id;
}

/** An endpoint that a test is on its way to, with its secret as whoever tells it gets it. */
async function endpoint(secret: string) {
  const [id, webhookSecretId] = [randomUUID(), randomUUID()];
  await createWebhookStore(open.api).add({
    id,
    userId,
    url: "https://hooks.example.com/",
    name: null,
    events: ["execution.paused"],
    secret: {
      id: webhookSecretId,
      sealed: former.seal({ apiKey: secret, userId, webhookSecretId }),
    },
    most: 50,
  });
  await createDeliveryLog(open.api).sendTest({ userId, endpointId: id, messageId: "msg_1" });
  return async () => {
    const lent = await createWebhookDeliveries(open.workers).take({
      lendMs: 0,
      mostOfEndpoint: 50,
      mostOfPerson: 50,
    });
    const [kept] = lent?.secrets ?? [];
    return kept && onlyNew.open({ sealed: kept.sealed, userId, webhookSecretId: kept.id });
  };
}

const orderOf = async (resultId: string | undefined) => {
  const order = await open.ledger.findWork({ resultId: resultId ?? "" });
  if (!order?.sealedKey) throw new Error("There is no such order with a key.");
  return { ...order, sealedKey: order.sealedKey };
};
const claimAs = (account: string, resultId: string | undefined) =>
  open.ledger.claim({
    resultId: resultId ?? "",
    workerId: open.workerId,
    account,
    ceilingMicros: 1,
    deadlineMs: 60_000,
  });
const reseal = (places = createSealedKeyPlaces(rotation), batchSize = 2) =>
  resealKeys({ vault: present, places }, { batch: batchSize, signal });

test("K11, K12: every key is sealed anew, what does not open is counted and left, and a second time nothing is to be done", async () => {
  const batches = [];
  for (let n = 0; n < 5; n += 1) batches.push(await batch(`key ${n}`));
  const ids = [await remember("remembered one"), await remember("remembered two")];
  const secretOf = await endpoint("whsec_one");
  await batch("of the present", present);
  const shut = await batch("of a key that is gone", lost);
  const shutId = await remember("of a key that is gone", lost);
  await open.submitted();
  expect(await reseal()).toEqual({
    resealed: new Map([
      ["workflow", 5],
      ["remembered key", 2],
      ["webhook secret", 1],
    ]),
    already: 1,
    shut: new Map([[lost.currentKeyId(), 2]]),
    isDone: true,
  });
  for (const [n, { workflowId, resultIds }] of batches.entries()) {
    const { sealedKey: sealed, account } = await orderOf(resultIds[0]);
    expect(onlyNew.open({ sealed, userId, workflowId })).toBe(`key ${n}`);
    expect(former.open({ sealed, userId, workflowId })).toBeNull();
    expect(account).toBe(onlyNew.seal({ apiKey: `key ${n}`, userId, workflowId }).account);
    expect(Object.keys(sealed)).not.toContain("account");
  }
  const store = createProviderKeyStore(open.api);
  const found = await Promise.all(ids.map((keyId) => store.find({ userId, keyId })));
  expect(
    found.map((one) => one && onlyNew.open({ ...one, userId, providerKeyId: one.id })),
  ).toEqual(["remembered one", "remembered two"]);
  expect(await secretOf()).toBe("whsec_one");
  const left = await orderOf(shut.resultIds[0]);
  expect(lost.open({ sealed: left.sealedKey, userId, workflowId: shut.workflowId })).toBe(
    "of a key that is gone",
  );
  await store.remove({ userId, keyId: shutId });
  const again = await reseal();
  expect([...again.resealed.values()]).toEqual([0, 0, 0]);
  expect(again.already).toBe(9);
});

test("K11: a key that somebody replaces while it is being sealed anew stays, and is sealed anew itself", async () => {
  const one = await batch("typed at first");
  const { workflowId } = one;
  let isReplaced = false;
  const places = createSealedKeyPlaces(rotation).map((place): SealedKeyPlace => ({
    ...place,
    async replace(resealed) {
      if (!isReplaced && resealed.some(({ before }) => before.id === workflowId)) {
        isReplaced = true;
        const sealed = former.seal({ apiKey: "typed anew", userId, workflowId });
        await writeForPerson(open.api, userId, (connection) =>
          replaceKey(connection, workflowId, sealed),
        );
      }
      return place.replace(resealed);
    },
  }));
  const { resealed } = await reseal(places, 100);
  expect(isReplaced).toBe(true);
  expect(resealed.get("workflow")).toBe(1);
  const { sealedKey: sealed } = await orderOf(one.resultIds[0]);
  expect(onlyNew.open({ sealed, userId, workflowId })).toBe("typed anew");
});

test("K14: a call that was prepared before a rotation is not claimed, and is when it was prepared anew", async () => {
  const { resultIds } = await batch("claimed in between");
  const before = await orderOf(resultIds[0]);
  await reseal();
  expect(await claimAs(before.account, resultIds[0])).toBeNull();
  const after = await orderOf(resultIds[0]);
  expect(after.account).not.toBe(before.account);
  await open.owner.query("update workflow_batch_results set not_before = now() where id = $1", [
    resultIds[0],
  ]);
  expect(await claimAs(after.account, resultIds[0])).not.toBeNull();
  expect(await claimAs(before.account, resultIds[1])).toBeNull();
});

test("K14: a gate that is closed stays closed under the account's new name, and what the former hears is not mixed in", async () => {
  const { resultIds } = await batch("limited");
  const before = await orderOf(resultIds[0]);
  const told = (account: string, waitMs: number) =>
    inTransaction(open.workers, (connection) =>
      tellPace(connection, {
        account,
        modelId,
        resultId: randomUUID(),
        pace: { is: "limited", waitMs, perMinute: 7, message: "Slower." },
      }),
    );
  const gates = async (account: string) => {
    const found = await open.owner.query<{ gate: string; per_minute: number }>(
      "select gate_until::text as gate, per_minute from paces where account = $1 and model = $2",
      [account, modelId],
    );
    return found.rows;
  };
  await told(before.account, 60_000);
  const closed = await gates(before.account);
  await reseal();
  const { account } = await orderOf(resultIds[0]);
  expect(await gates(account)).toEqual(closed);
  expect(closed).toMatchObject([{ per_minute: 7 }]);
  expect(await claimAs(account, resultIds[0])).toBeNull();
  await told(before.account, 600_000);
  expect(await gates(account)).toEqual(closed);
});

test("K11: who rotates may write nothing but sealed keys and paces, and delete nothing", async () => {
  for (const statement of [
    "update workflows set name = 'x'",
    "update workflows set prompts = '{}'",
    "select prompts from workflows",
    "delete from workflows",
    "update provider_keys set user_id = id",
    "delete from provider_keys",
    "delete from paces",
    "select id from workflow_executions",
    "select id from workflow_batch_results",
    "select user_id from user_roles",
  ])
    await expect(rotation.query(statement), statement).rejects.toMatchObject({ code: "42501" });
});

test("K13: who else is connected is seen, and for how long their transactions have been open", async () => {
  const other = await open.api.connect();
  await other.query("begin");
  await other.query("select 1");
  await until("it has been open for a while", async () => {
    const { others, oldestTransactionMs } = await companyOf(rotation);
    return others > 0 && oldestTransactionMs > 50;
  });
  await other.query("rollback");
  other.release();
  expect((await companyOf(rotation)).oldestTransactionMs).toBe(0);
});
