import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { webhookEvents } from "@bunch/contracts/webhook";
import type { DeliveryTry } from "@bunch/core/ports/delivery-log";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { until } from "../../tools/testing/until.ts";
import { appendEvent } from "./append-event.ts";
import { createDeliveryLog } from "./delivery-log.ts";
import { createExecutionStore } from "./execution-store.ts";
import { inTransaction } from "./pools.ts";
import { openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { createWebhookDeliveries } from "./webhook-deliveries.ts";
import { createWebhookStore } from "./webhook-store.ts";
import { isWorkAhead } from "./work-ahead.ts";

const userId = testUserId;
const another = randomUUID();
const sealed = { encrypted: "00", iv: "01", authTag: "02", salt: "03", keyId: "04" };
const tried: DeliveryTry = {
  at: "2026-11-29T00:00:00Z",
  status: 500,
  durationMs: 1,
  answer: "",
  error: "no",
};
const usual = { lendMs: 60_000, mostOfEndpoint: 2, mostOfPerson: 6 };
let open: Awaited<ReturnType<typeof openLedger>>;
let deliveries: ReturnType<typeof createWebhookDeliveries>;

beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), userId);
  deliveries = createWebhookDeliveries(open.workers);
  await open.owner.query("insert into auth.users (id) values ($1)", [another]);
});
afterAll(() => open?.close());
beforeEach(async () => {
  await open.owner.query("delete from webhook_endpoints");
});

async function endpoint(over: { userId?: string; url?: string | null; events?: "paused" } = {}) {
  const id = randomUUID();
  const added = await createWebhookStore(open.api).add({
    id,
    userId: over.userId ?? userId,
    url: over.url === undefined ? "https://hooks.example.com/" : over.url,
    name: null,
    events: over.events ? ["execution.paused"] : [...webhookEvents],
    secret: { id: randomUUID(), sealed },
    most: 20,
  });
  expect(added).toMatchObject({ id });
  return id;
}

type Row = { message_id: string; type: string; endpoint_id: string; state: string; url: string };
async function told(executionId: string): Promise<Row[]> {
  const found = await open.owner.query<Row>(
    "select * from webhook_deliveries where execution_id = $1 order by created_at",
    [executionId],
  );
  return found.rows;
}
const typesTold = async (executionId: string) => (await told(executionId)).map(({ type }) => type);

async function ended(settlement = pictureSettled): Promise<string> {
  const { executionId, resultIds } = await open.submitted({ prompts: ["a fox"] });
  const claim = await open.claim(resultIds[0]);
  const stored = settlement.result.to === "completed" ? picture(executionId) : null;
  await open.ledger.settle({ ...claim!, settlement, picture: stored, drawnInMs: 1 });
  return executionId;
}
const change = (executionId: string, decided: object) =>
  createExecutionStore(open.api).change({
    userId,
    cameBy: { by: "local", ip: null },
    executionId,
    decide: () => decided as never,
    sealKey: null,
  });
const refused = {
  ...pictureSettled,
  outcome: "refused",
  costMicros: 0,
  result: { to: "failed", code: "refused", message: "No." },
} as const;
const sendTest = (endpointId: string, owner = userId) =>
  createDeliveryLog(open.api).sendTest({
    userId: owner,
    endpointId,
    messageId: `msg_${randomUUID()}`,
  });

describe("H3: what is to be told is written with what happened", () => {
  test("I7: the end of a batch leaves one message for each endpoint that listens, under an id that follows from its event", async () => {
    const [one, two] = [await endpoint(), await endpoint()];
    await endpoint({ events: "paused" });
    const executionId = await ended();
    const { lastSequence } = await open.find(executionId);
    const messageId = `msg_${executionId.replaceAll("-", "")}_${lastSequence}`;
    const rows = await told(executionId);
    expect(rows.map((row) => [row.endpoint_id, row.message_id, row.type]).toSorted()).toEqual(
      [one, two].map((id) => [id, messageId, "execution.completed"]).toSorted(),
    );
    const lent = await deliveries.take(usual);
    expect(lent).toMatchObject({
      tries: 1,
      fence: 1,
      isOn: true,
      isOwnAddress: true,
      secrets: [{ sealed }],
      news: {
        type: "execution.completed",
        executionId,
        model: "simulator",
        sequence: lastSequence,
        status: "completed",
        reason: null,
        counts: { prompts: 1, completed: 1, costMicros: 40_000 },
      },
    });
  });

  test("nothing is told of what was undone", async () => {
    await endpoint();
    const { executionId } = await open.submitted();
    const undone = inTransaction(open.workers, async (connection) => {
      await appendEvent(connection, { executionId, type: "execution.paused" });
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await told(executionId)).toEqual([]);
  });

  test("completed, failed, cancelled and paused are told as that, and a batch that ends again is news", async () => {
    await endpoint();
    expect(await typesTold(await ended())).toEqual(["execution.completed"]);
    const failed = await ended(refused);
    expect(await typesTold(failed)).toEqual(["execution.failed"]);
    const { executionId, resultIds } = await open.submitted({ prompts: ["a fox"] });
    await change(executionId, {
      do: "pause",
      reason: { code: "user", message: "Stopped.", until: null },
    });
    await change(executionId, { do: "cancel" });
    expect(await typesTold(executionId)).toEqual(["execution.paused", "execution.cancelled"]);
    expect(resultIds).toHaveLength(1);

    await change(failed, { do: "retry" });
    await change(failed, { do: "cancel" });
    const ids = (await told(failed)).map((row) => row.message_id);
    expect(new Set(ids).size).toBe(2);
  });

  test("one that is switched off, or of somebody else, is told nothing", async () => {
    await endpoint({ userId: another });
    const off = await endpoint();
    const none = { url: null, name: null, events: null };
    await createWebhookStore(open.api).change({ ...none, userId, endpointId: off, isOn: false });
    expect(await told(await ended())).toEqual([]);
  });

  test("the address of one batch is told of that batch alone", async () => {
    const url = "https://one.example.com/";
    const secret = { id: randomUUID(), sealed };
    const webhook = {
      url,
      endpoint: { id: randomUUID(), url: null, name: null, events: [...webhookEvents], secret },
    };
    const first = makeSubmission({ userId, prompts: ["a fox"], webhook });
    await createExecutionStore(open.api).submit(first);
    const again = { ...secret, id: randomUUID() };
    const second = makeSubmission({
      userId,
      prompts: ["a fox"],
      webhook: {
        url: `${url}2`,
        endpoint: { ...webhook.endpoint, id: randomUUID(), secret: again },
      },
    });
    await createExecutionStore(open.api).submit(second);
    const third = await open.submitted();
    for (const one of [first, second, third]) await change(one.executionId, { do: "cancel" });
    const urls = async (id: string) => (await told(id)).map((row) => [row.endpoint_id, row.url]);
    // One endpoint, with its first secret, speaks to all of them.
    expect(await urls(first.executionId)).toEqual([[webhook.endpoint.id, url]]);
    expect(await urls(second.executionId)).toEqual([[webhook.endpoint.id, `${url}2`]]);
    expect(await urls(third.executionId)).toEqual([]);
  });

  test("an endpoint that is deleted while a batch ends does not break its end", async () => {
    const id = await endpoint();
    const deleting = await open.owner.connect();
    try {
      await deleting.query("begin");
      await deleting.query("delete from webhook_endpoints where id = $1", [id]);
      const ending = ended();
      await until("the end waits for the deletion", async () => {
        const waiting = await open.owner.query(
          "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        );
        return waiting.rowCount === 1;
      });
      await deleting.query("commit");
      const executionId = await ending;
      expect((await open.find(executionId)).status).toBe("completed");
      expect(await told(executionId)).toEqual([]);
    } finally {
      deleting.release();
    }
  });
});

describe("H6: who has what in hand", () => {
  test("ten who take at once get two of an endpoint, six of a person, and others' besides", async () => {
    const mine = [await endpoint(), await endpoint(), await endpoint(), await endpoint()];
    for (const id of mine) for (let n = 0; n < 5; n += 1) await sendTest(id);
    const taken = await Promise.all(Array.from({ length: 10 }, () => deliveries.take(usual)));
    const counts = new Map<string, number>();
    for (const one of taken)
      if (one) counts.set(one.endpointId, (counts.get(one.endpointId) ?? 0) + 1);
    expect([...counts.values()].reduce((sum, many) => sum + many, 0)).toBe(6);
    expect(Math.max(...counts.values())).toBe(2);
    expect(new Set(taken.flatMap((one) => one?.id ?? [])).size).toBe(6);

    const theirs = await endpoint({ userId: another });
    await sendTest(theirs, another);
    expect(await deliveries.take(usual)).toMatchObject({ endpointId: theirs });
    expect(await deliveries.take(usual)).toBeNull();
    // What is noted makes room for the next.
    const first = taken.find((one) => one !== null);
    await deliveries.note({ ...first!, note: { did: "delivered", tried } });
    expect(await deliveries.take(usual)).toMatchObject({ endpointId: first!.endpointId });
  });

  test("what a dead one had in hand is another's once its loan is over, and a late note changes nothing", async () => {
    await sendTest(await endpoint());
    const dead = await deliveries.take(usual);
    expect(await deliveries.take(usual)).toBeNull();
    await open.owner.query(
      "update webhook_deliveries set not_before = now(), lent_until = now() - interval '1 second'",
    );
    const next = await deliveries.take(usual);
    expect(next).toMatchObject({ id: dead!.id, messageId: dead!.messageId, fence: 2, tries: 2 });
    await deliveries.note({ ...dead!, note: { did: "given_up", tried, isGone: true } });
    const state = () => open.owner.query("select state, attempts from webhook_deliveries");
    expect((await state()).rows).toEqual([{ state: "pending", attempts: [] }]);
    const on = await open.owner.query("select from webhook_endpoints where disabled_at is null");
    expect(on.rowCount).toBe(1);
    await deliveries.note({ ...next!, note: { did: "delivered", tried } });
    expect((await state()).rows).toEqual([{ state: "delivered", attempts: [tried] }]);
  });

  test("C14: what goes out within a minute keeps a server that would stop when idle", async () => {
    await open.owner.query(
      "update workflow_executions set completed_at = coalesce(completed_at, now())",
    );
    expect(await isWorkAhead(open.owner)).toBe(false);
    await sendTest(await endpoint());
    expect(await isWorkAhead(open.owner)).toBe(true);
    const lent = await deliveries.take(usual);
    await deliveries.note({ ...lent!, note: { did: "failed", tried, againInMs: 300_000 } });
    expect(await isWorkAhead(open.owner)).toBe(false);
  });

  test("what was returned counts as no try", async () => {
    await sendTest(await endpoint());
    const first = await deliveries.take(usual);
    await deliveries.note({ ...first!, note: { did: "returned" } });
    expect(await deliveries.take(usual)).toMatchObject({ id: first!.id, tries: 1 });
  });

  test("the last twenty tries are kept, and what was over for 30 days is forgotten", async () => {
    await sendTest(await endpoint());
    for (let n = 1; n <= 22; n += 1) {
      const lent = await deliveries.take(usual);
      const note = { did: "failed", tried: { ...tried, durationMs: n }, againInMs: 0 } as const;
      await deliveries.note({ ...lent!, note });
    }
    const kept = await open.owner.query<{ attempts: DeliveryTry[] }>(
      "select attempts from webhook_deliveries",
    );
    expect(kept.rows[0]?.attempts.map(({ durationMs }) => durationMs)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 3),
    );
    const over = "update webhook_deliveries set state = 'failed', ended_at = now() - interval";
    await open.owner.query(`${over} '29 days'`);
    await deliveries.forget({ days: 30 });
    expect((await open.owner.query("select from webhook_deliveries")).rowCount).toBe(1);
    await open.owner.query(`${over} '31 days'`);
    await deliveries.forget({ days: 30 });
    expect((await open.owner.query("select from webhook_deliveries")).rowCount).toBe(0);
  });
});
