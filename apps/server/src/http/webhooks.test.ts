import { randomUUID } from "node:crypto";
import { pageOf, successOf } from "@bunch/contracts/envelope";
import {
  Webhook as Endpoint,
  WebhookDelivery,
  WebhookMessage,
  WebhookWithSecret,
} from "@bunch/contracts/webhook";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { allRows } from "../../../../adapters/postgres/testing/all-rows.ts";
import { asSuperuser } from "../../../../adapters/postgres/testing/as-superuser.ts";
import {
  type Received,
  type Receiver,
  startReceiver,
} from "../../../../tools/testing/start-receiver.ts";
import { testUserId } from "../../../../tools/testing/test-database.ts";
import { until } from "../../../../tools/testing/until.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const another = randomUUID();
let server: TestServer;
const receivers: Receiver[] = [];

beforeAll(async () => {
  server = await startTestServer({
    withWorker: true,
    // Receivers of a test lie on this machine, at ports of their own, without certificates.
    env: { WEBHOOKS_ALLOW: "http,ports,private" },
    whoAsks: (request) =>
      request.headers["x-test-person"] === "another"
        ? { userId: another, by: "session", scope: "run", email: null, sessionId: null }
        : undefined,
  });
  await server.owner.query("insert into auth.users (id) values ($1)", [another]);
});
afterAll(() => server?.close());
afterEach(async () => {
  await server.owner.query("delete from webhook_endpoints");
  await Promise.all(receivers.splice(0).map((one) => one.stop()));
});

async function receiver(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const one = await startReceiver(...given);
  receivers.push(one);
  return one;
}

type Given = { by?: "another"; body?: object; on?: TestServer };
const call = (method: string, path: string, { by, body, on = server }: Given = {}) =>
  on.call(path, {
    method,
    headers: {
      ...(by ? { "x-test-person": by } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const refusalOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return [response.status, error.code, error.message];
};

async function register(body: object, by?: "another"): Promise<WebhookWithSecret> {
  const response = await call("POST", "/api/webhooks", { body, ...(by ? { by } : {}) });
  expect(response.status).toBe(201);
  return successOf(WebhookWithSecret).parse(await response.json()).data;
}
const list = async (by?: "another") =>
  pageOf(Endpoint).parse(await (await call("GET", "/api/webhooks", by ? { by } : {})).json()).data;
const deliveriesOf = async (webhookId: string) =>
  pageOf(WebhookDelivery).parse(
    await (await call("GET", `/api/webhook-deliveries?webhook_id=${webhookId}`)).json(),
  ).data;
const sendTest = async (id: string) => {
  const response = await call("POST", `/api/webhooks/${id}/test`);
  expect(response.status).toBe(202);
  return successOf(WebhookDelivery).parse(await response.json()).data;
};
const isIn = (there: Receiver, many = 1) =>
  until(`${many} arrived`, () => there.received.length >= many, {
    give: () => server.logged.slice(-10).join("\n"),
  });
const over = (webhookId: string) =>
  until("all deliveries are over", async () =>
    (await deliveriesOf(webhookId)).every(({ state }) => state !== "pending"),
  );

/** Proves a message by the specification's own library, and reads it by the contract. */
function verified(secret: string, { body, headers }: Received): WebhookMessage {
  return WebhookMessage.parse(new Webhook(secret).verify(body, headers as Record<string, string>));
}
async function batch(fields: object = {}): Promise<string> {
  const given = { model: "simulator", image_size: "64", prompts: ["a fox"], ...fields };
  const { execution_id: id } = await server.execute(given);
  return id;
}
/** What waits for its time is due at once: nobody waits for minutes here. */
const hurry = () =>
  server.owner.query(
    "update webhook_deliveries set not_before = now() where state = 'pending' and lent_until is null",
  );

describe("being told", () => {
  test("H1, H3: the end of a batch arrives once, and the specification's own library verifies it", async () => {
    const there = await receiver();
    const { id: webhookId, secret } = await register({ url: `${there.url}/hook` });
    const id = await batch({ prompts: ["a fox", "a hare"] });
    await isIn(there);
    const execution = await server.ended(id);
    const [got] = there.received;
    expect(verified(secret, got!)).toEqual({
      type: "execution.completed",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        execution_id: id,
        workflow_id: execution.workflow_id,
        model: "simulator",
        sequence: expect.any(Number),
        status: "completed",
        reason: null,
        stats: execution.stats,
      },
    });
    expect(got!.headers["webhook-id"]).toMatch(new RegExp(`^msg_${id.replaceAll("-", "")}_\\d+$`));
    await over(webhookId);
    const [delivery] = await deliveriesOf(webhookId);
    expect(delivery).toMatchObject({
      message_id: got!.headers["webhook-id"],
      type: "execution.completed",
      execution_id: id,
      url: `${there.url}/hook`,
      state: "delivered",
      next_try_at: null,
      tries: [{ status: 204, answer: "", error: null, duration_ms: expect.any(Number) }],
    });
    expect(there.received).toHaveLength(1);
  });

  test("H3: a failure and a pause are told with what they are", async () => {
    const there = await receiver();
    const { secret } = await register({ url: there.url });
    await batch({ prompts: ["[[fail]]"] });
    await isIn(there);
    expect(verified(secret, there.received[0]!)).toMatchObject({
      type: "execution.failed",
      data: { status: "failed", stats: { failed: 1 } },
    });
    const paused = await batch({
      model: undefined,
      prompts: Array.from({ length: 3 }, () => "a fox"),
      image_size: undefined,
      max_cost: 0.0001,
    });
    await isIn(there, 2);
    expect(verified(secret, there.received[1]!)).toMatchObject({
      type: "execution.paused",
      data: { execution_id: paused, status: "paused", reason: { code: "cap" } },
    });
    await call("POST", `/api/executions/${paused}/cancel`);
    await isIn(there, 3);
    expect(verified(secret, there.received[2]!).type).toBe("execution.cancelled");
  });

  test("H7: the address that a batch brings is told of it alone, signed with a secret that is had by replacing it", async () => {
    const there = await receiver();
    const id = await batch({ webhook_url: `${there.url}/one` });
    await isIn(there);
    await server.ended(await batch());
    const [own] = await list();
    expect(own).toMatchObject({ url: null, enabled: true });
    const rotated = await call("POST", `/api/webhooks/${own!.id}/secret`, { body: {} });
    const { secret } = successOf(WebhookWithSecret).parse(await rotated.json()).data;
    const again = await batch({ webhook_url: `${there.url}/two` });
    await isIn(there, 2);
    expect(there.received.map(({ path }) => path)).toEqual(["/one", "/two"]);
    expect(() => verified(secret, there.received[0]!)).toThrow("No matching signature");
    expect(verified(secret, there.received[1]!).data).toMatchObject({ execution_id: again });
    expect(JSON.parse(there.received[0]!.body)).toMatchObject({ data: { execution_id: id } });
    expect(await list()).toHaveLength(1);
  });

  test("H7: a refused submission leaves no endpoint, and a repeat with another address is another request", async () => {
    const there = await receiver();
    const refused = await server.send({ model: "simulator", webhook_url: there.url });
    expect(refused.status).toBe(400);
    expect(await list()).toEqual([]);
    const body = { model: "simulator", image_size: "64", prompts: ["a fox"] };
    const headers = { "idempotency-key": randomUUID() };
    const statuses = [];
    for (const path of ["a", "a", "b"])
      statuses.push(
        (await server.send({ ...body, webhook_url: `${there.url}/${path}` }, headers)).status,
      );
    expect(statuses).toEqual([202, 202, 409]);
    await isIn(there);
  });
});

describe("when it does not arrive", () => {
  test("H4, I7: a receiver that fails three times gets it the fourth time, the same bytes under the same id", async () => {
    const there = await receiver((before) => ({
      status: [500, 302, 429][before] ?? 200,
      headers: { location: "/elsewhere" },
      body: "answer",
    }));
    const { id: webhookId, secret } = await register({ url: there.url });
    await batch();
    for (const tries of [1, 2, 3]) {
      await isIn(there, tries);
      await until("it was noted", async () => {
        const [delivery] = await deliveriesOf(webhookId);
        return delivery?.tries.length === tries;
      });
      const [delivery] = await deliveriesOf(webhookId);
      expect(delivery).toMatchObject({ state: "pending" });
      // 5 seconds, 5 minutes, half an hour; a tenth more or less.
      const waitS = (Date.parse(delivery!.next_try_at!) - Date.now()) / 1000;
      expect(waitS).toBeLessThan([5.5, 330, 1980][tries - 1]!);
      expect(waitS).toBeGreaterThan([0, 260, 1600][tries - 1]!);
      await hurry();
    }
    await over(webhookId);
    const [delivery] = await deliveriesOf(webhookId);
    expect(delivery!.tries.map(({ status, answer }) => [status, answer])).toEqual(
      [500, 302, 429, 200].map((status) => [status, "answer"]),
    );
    expect(there.received).toHaveLength(4);
    expect(new Set(there.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(there.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (const got of there.received) verified(secret, got);
  });

  test("H4: 410 switches the endpoint off; switched on again it is told, and what it missed is sent again by hand", async () => {
    const there = await receiver((before) => ({ status: before === 0 ? 410 : 204 }));
    const { id } = await register({ url: there.url });
    await batch();
    await isIn(there);
    await over(id);
    expect(await list()).toMatchObject([{ id, enabled: false, disabled_because: "gone" }]);
    await server.ended(await batch());
    const [missed, ...others] = await deliveriesOf(id);
    expect([missed!.state, others]).toEqual(["failed", []]);
    const again = () => call("POST", `/api/webhook-deliveries/${missed!.id}/redeliver`);
    for (const refused of [await again(), await call("POST", `/api/webhooks/${id}/test`)])
      expect(await refusalOf(refused)).toEqual([
        409,
        "wrong_state",
        expect.stringContaining("switched off"),
      ]);
    const on = await call("PATCH", `/api/webhooks/${id}`, { body: { enabled: true } });
    expect(successOf(Endpoint).parse(await on.json()).data).toMatchObject({
      enabled: true,
      disabled_because: null,
    });
    expect((await again()).status).toBe(202);
    await isIn(there, 2);
    await over(id);
    const [sent] = await deliveriesOf(id);
    expect(sent).toMatchObject({ state: "delivered", tries: [{ status: 410 }, { status: 204 }] });
    expect(there.received[1]!.headers["webhook-id"]).toBe(there.received[0]!.headers["webhook-id"]);
  });

  test("H4: what is still to be told is given up at its next try once its endpoint is off", async () => {
    const there = await receiver(() => ({ status: 500 }));
    const { id } = await register({ url: there.url });
    await batch();
    await isIn(there);
    await until("it waits", async () => (await deliveriesOf(id))[0]?.tries.length === 1);
    await call("PATCH", `/api/webhooks/${id}`, { body: { enabled: false } });
    await hurry();
    await over(id);
    const [delivery] = await deliveriesOf(id);
    expect(delivery).toMatchObject({
      state: "failed",
      tries: [{ status: 500 }, { status: null, error: "The endpoint is switched off." }],
    });
    expect(there.received).toHaveLength(1);
  });

  test("H6: a receiver that never answers holds up no picture and no other receiver, and has two in hand at most", async () => {
    const slow = await receiver(() => "hang");
    const quick = await receiver();
    const stuck = await register({ url: slow.url });
    await register({ url: quick.url, events: ["execution.completed"] });
    for (let n = 0; n < 10; n += 1) await sendTest(stuck.id);
    await isIn(slow, 2);
    const id = await batch();
    expect((await server.ended(id)).status).toBe("completed");
    await isIn(quick);
    expect(slow.mostOpen()).toBe(2);
  });
});

describe("secrets", () => {
  test("H2: a secret is told once, and stands in no later answer, no row and no log", async () => {
    const there = await receiver();
    const { secret, ...told } = await register({ url: there.url, name: "The shop" });
    expect(secret).toMatch(/^whsec_/);
    expect(await list()).toEqual([told]);
    await sendTest(told.id);
    await isIn(there);
    await over(told.id);
    const rows = JSON.stringify(await allRows(asSuperuser(server.connectionString)));
    expect(rows).toContain(told.id);
    const everywhere = [
      rows,
      server.logged.join("\n"),
      JSON.stringify(await deliveriesOf(told.id)),
    ];
    for (const place of everywhere) expect(place).not.toContain(secret.slice(6, -1));
    expect(server.hidden).toContain(secret);
  });

  test("H2: after a rotation both sign, until the former one expires; with none kept the new one alone", async () => {
    const there = await receiver();
    const first = await register({ url: there.url });
    const rotate = async (body: object) =>
      successOf(WebhookWithSecret).parse(
        await (await call("POST", `/api/webhooks/${first.id}/secret`, { body })).json(),
      ).data;
    const next = await rotate({});
    const keptMs = Date.parse(next.former_secret_until!) - Date.now();
    expect(Math.round(keptMs / 3_600_000)).toBe(24);
    await sendTest(first.id);
    await isIn(there);
    for (const secret of [first.secret, next.secret])
      expect(verified(secret, there.received[0]!).type).toBe("webhook.tested");

    const last = await rotate({ keep_hours: 0 });
    expect(last.former_secret_until).toBeNull();
    await sendTest(first.id);
    await isIn(there, 2);
    for (const secret of [first.secret, next.secret])
      expect(() => verified(secret, there.received[1]!)).toThrow("No matching signature");
    verified(last.secret, there.received[1]!);
  });

  test("H2: of many former secrets the last two sign, however often it is replaced", async () => {
    const there = await receiver();
    const { id, secret } = await register({ url: there.url });
    const secrets = [secret];
    for (let n = 0; n < 5; n += 1) {
      const answer = await call("POST", `/api/webhooks/${id}/secret`, {
        body: { keep_hours: 168 },
      });
      secrets.push(successOf(WebhookWithSecret).parse(await answer.json()).data.secret);
    }
    await sendTest(id);
    await isIn(there);
    const good = secrets.filter((one) => {
      try {
        return verified(one, there.received[0]!) !== null;
      } catch {
        return false;
      }
    });
    expect(good).toEqual(secrets.slice(-3));
  });
});

describe("keeping endpoints", () => {
  test("a test is sent once, and a page of deliveries leads to the next", async () => {
    const there = await receiver(() => ({ status: 500, body: "broken" }));
    const { id } = await register({ url: there.url });
    await sendTest(id);
    await sendTest(id);
    await over(id);
    expect(await deliveriesOf(id)).toMatchObject([
      {
        state: "failed",
        type: "webhook.tested",
        execution_id: null,
        tries: [{ answer: "broken" }],
      },
      { state: "failed" },
    ]);
    const path = `/api/webhook-deliveries?webhook_id=${id}&limit=1`;
    const first = pageOf(WebhookDelivery).parse(await (await call("GET", path)).json());
    const next = `${path}&cursor=${encodeURIComponent(first.next_cursor ?? "")}`;
    const second = pageOf(WebhookDelivery).parse(await (await call("GET", next)).json());
    const seen = [...first.data, ...second.data].map((one) => one.id);
    expect([seen, second.next_cursor]).toEqual([
      (await deliveriesOf(id)).map((one) => one.id),
      null,
    ]);
  });

  test("it is changed, and deleted with what it was told", async () => {
    const [one, two] = [await receiver(), await receiver()];
    const { id } = await register({ url: one.url });
    const changed = await call("PATCH", `/api/webhooks/${id}`, {
      body: { url: two.url, name: "Moved", events: ["execution.paused"] },
    });
    expect(successOf(Endpoint).parse(await changed.json()).data).toMatchObject({
      url: `${two.url}/`,
      name: "Moved",
      events: ["execution.paused"],
      enabled: true,
    });
    await sendTest(id);
    await isIn(two);
    expect(one.received).toEqual([]);
    expect((await call("DELETE", `/api/webhooks/${id}`)).status).toBe(200);
    expect([await list(), await deliveriesOf(id)]).toEqual([[], []]);
    expect((await call("DELETE", `/api/webhooks/${id}`)).status).toBe(404);
  });

  test("H8: another's endpoint is as unknown as one that never was, and nothing of it changes", async () => {
    const there = await receiver();
    const { id } = await register({ url: there.url });
    const { id: deliveryId } = await sendTest(id);
    await isIn(there);
    await over(id);
    const before = [await list(), await deliveriesOf(id)];
    const asked: [string, (id: string) => string, object?][] = [
      ["PATCH", (one) => `/api/webhooks/${one}`, { enabled: false }],
      ["DELETE", (one) => `/api/webhooks/${one}`],
      ["POST", (one) => `/api/webhooks/${one}/secret`, {}],
      ["POST", (one) => `/api/webhooks/${one}/test`],
    ];
    for (const [method, path, body] of asked) {
      const answers = [];
      for (const which of [id, randomUUID(), "none"])
        answers.push(
          JSON.stringify(
            await refusalOf(
              await call(method, path(which), { by: "another", ...(body ? { body } : {}) }),
            ),
          ),
        );
      expect([method, path(""), new Set(answers).size]).toEqual([method, path(""), 1]);
      expect(answers[0]).toContain("404");
    }
    const again = `/api/webhook-deliveries/${deliveryId}/redeliver`;
    expect(await refusalOf(await call("POST", again, { by: "another" }))).toEqual([
      404,
      "not_found",
      expect.any(String),
    ]);
    expect(await list("another")).toEqual([]);
    const page = await call("GET", "/api/webhook-deliveries", { by: "another" });
    expect(((await page.json()) as { data: unknown[] }).data).toEqual([]);
    expect([await list(), await deliveriesOf(id)]).toEqual(before);
    expect(there.received).toHaveLength(1);
  });

  test("H8: of thirty asked for at once twenty are made, and the one for single batches besides, once", async () => {
    const asked = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        call("POST", "/api/webhooks", { body: { url: `http://127.0.0.1:1/${n}` } }),
      ),
    );
    const statuses = asked.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    expect(statuses.filter((status) => status === 409)).toHaveLength(10);
    await register({});
    expect(await refusalOf(await call("POST", "/api/webhooks", { body: {} }))).toEqual([
      409,
      "wrong_state",
      expect.stringContaining("is there already"),
    ]);
    const [own] = (await list()).filter(({ url }) => url === null);
    expect(
      await refusalOf(
        await call("PATCH", `/api/webhooks/${own!.id}`, { body: { url: "http://127.0.0.1:1/" } }),
      ),
    ).toEqual([400, "bad_request", expect.stringContaining("none of its own")]);
    expect(await refusalOf(await call("POST", `/api/webhooks/${own!.id}/test`))).toEqual([
      409,
      "wrong_state",
      expect.stringContaining("none of its own"),
    ]);
  });

  test.each<[string, object, string]>([
    ["an address that is none", { url: "hook" }, "url"],
    ["a NUL in the address", { url: "http://a\0b/" }, "url"],
    ["an unknown event", { url: "http://127.0.0.1/", events: ["execution.begun"] }, "events.0"],
    ["no event", { url: "http://127.0.0.1/", events: [] }, "events"],
    ["a long name", { url: "http://127.0.0.1/", name: "x".repeat(81) }, "name"],
  ])("%s is refused by the field's name", async (_what, body, field) => {
    const response = await call("POST", "/api/webhooks", { body });
    expect([response.status, (await response.json()) as object]).toMatchObject([
      400,
      { error: { details: { field } } },
    ]);
  });
});

test("H5: with the wall up a receiver on this machine is refused: when registered, with a batch, and at the socket", async () => {
  const there = await receiver();
  const walled = await startTestServer({
    withWorker: true,
    env: { WEBHOOKS_ALLOW: "http,ports" },
  });
  try {
    const url = `${there.url}/`;
    const fields = { model: "simulator", image_size: "64", prompts: ["a fox"], webhook_url: url };
    for (const response of [
      await call("POST", "/api/webhooks", { body: { url }, on: walled }),
      await walled.send(fields),
    ])
      expect(await refusalOf(response)).toEqual([
        400,
        "bad_request",
        expect.stringContaining("does not lie in the open internet"),
      ]);
    // As if it had been registered while its name led elsewhere.
    const { id } = successOf(WebhookWithSecret).parse(
      await (
        await call("POST", "/api/webhooks", { body: { url: "http://1.1.1.1/" }, on: walled })
      ).json(),
    ).data;
    await walled.owner.query("update webhook_endpoints set url = $1 where id = $2", [url, id]);
    await call("POST", `/api/webhooks/${id}/test`, { on: walled });
    await until("it was tried", async () => {
      const found = await walled.owner.query<{ attempts: { error: string }[] }>(
        "select attempts from webhook_deliveries where user_id = $1",
        [testUserId],
      );
      return found.rows[0]?.attempts[0]?.error.includes("open internet") === true;
    });
    expect(there.connections()).toBe(0);
  } finally {
    await walled.close();
  }
});
