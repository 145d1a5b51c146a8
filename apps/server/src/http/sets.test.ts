import { randomUUID } from "node:crypto";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { ExecutionSet } from "@bunch/contracts/execution-set";
import { EstimateAnswer } from "@bunch/contracts/model";
import { RememberedKey } from "@bunch/contracts/provider-key";
import type { SealedKey } from "@bunch/core/ports/key-vault";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testUserId } from "../../../../tools/testing/test-database.ts";
import { formOf } from "./testing/form-of.ts";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";
import { localPerson } from "./who-asks.ts";

const [google, openai] = ["gemini-nano-banana-2.1", "gpt-image-2"];
const bothKeys = { gemini: "AIzaSet-canary-g001", openai: "sk-set-canary-o001" };
/** What is surely one of OpenAI's, by its look. */
const ofOpenAi = `sk-proj-${"x".repeat(20)}T3BlbkFJ${"y".repeat(20)}`;
const asked = { prompts: ["a fox", "a hare"], models: [google, openai], api_keys: bothKeys };

let server: TestServer;
beforeAll(async () => {
  // No worker: what is taken in here is looked at as it was written, and nobody is called.
  server = await startTestServer({
    env: { OPENAI_BASE_URL: "http://127.0.0.1:9", MAX_PROMPTS: "6" },
    whoAsks: (request) => {
      const person = request.get("x-person");
      return person === undefined ? undefined : localPerson(person);
    },
  });
});
afterAll(() => server?.close());

const answerOf = async (response: Response) => {
  expect(response.status).toBe(202);
  return successOf(ExecuteAnswer).parse(await response.json()).data;
};
const failureOf = async (response: Response) => ({
  status: response.status,
  ...Failure.parse(await response.json()).error,
});
const setOf = async (id: string | undefined, headers: Record<string, string> = {}) =>
  successOf(ExecutionSet).parse(await (await server.call(`/api/sets/${id}`, { headers })).json())
    .data;
const priceOf = async (body: object) => {
  const response = await server.call("/api/estimate", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return successOf(EstimateAnswer).parse(await response.json()).data;
};
async function somebody(): Promise<string> {
  const id = randomUUID();
  await server.owner.query("insert into auth.users (id) values ($1)", [id]);
  return id;
}
const startedBy = async (person: string) =>
  Number(
    (
      await server.owner.query<{ n: number }>(
        `select (select count(*) from workflow_executions where user_id = $1)
           + (select count(*) from workflows where user_id = $1)
           + (select count(*) from removals where user_id = $1 and not_before > now()) as n`,
        [person],
      )
    ).rows[0]?.n,
  );

test("X23: two to four models are one batch for each, in one set, each an ordinary one", async () => {
  const four = { prompts: ["a fox"], models: ["simulator", google, openai, "gpt-image-1.5"] };
  const answer = await answerOf(
    await server.send({ ...four, api_keys: bothKeys, variations: 2, name: "Side by side" }),
  );
  expect(answer).toMatchObject({ status: "pending", total_prompts: 1, model: "simulator" });
  expect(answer.executions?.map(({ model }) => model)).toEqual(four.models);
  expect(answer.execution_id).toBe(answer.executions?.[0]?.execution_id);
  const set = await setOf(answer.set_id);
  expect(set.executions.map(({ id }) => id)).toEqual(
    answer.executions?.map((one) => one.execution_id),
  );
  for (const one of set.executions) {
    expect(one).toMatchObject({ set_id: answer.set_id, name: "Side by side", variations: 2 });
    expect(one.stats.total_results).toBe(2);
    expect(await server.executionOf(one.id)).toEqual(one);
  }
  expect(new Set(set.executions.map((one) => one.workflow_id)).size).toBe(4);
  const cancelled = await server.call(`/api/executions/${set.executions[1]?.id}/cancel`, {
    method: "POST",
  });
  expect(cancelled.status).toBe(200);
  const states = (await setOf(answer.set_id)).executions.map(({ status }) => status);
  expect(states).toEqual(["pending", "cancelled", "pending", "pending"]);
});

test("X23: a batch of one model says of no set, and has none", async () => {
  const alone = await answerOf(await server.send({ prompts: ["a fox"], model: "simulator" }));
  expect(alone).not.toHaveProperty("set_id");
  expect(alone).not.toHaveProperty("executions");
  expect((await server.executionOf(alone.execution_id)).set_id).toBeNull();
});

test("X23: a form takes models as people type them or as a JSON list, and is the same as JSON", async () => {
  const key = { "idempotency-key": randomUUID() };
  const asJson = await answerOf(await server.send(asked, key));
  const typed = formOf({
    prompts_text: "a fox\n\na hare",
    models: `${google}, ${openai}`,
    api_keys: JSON.stringify(bothKeys),
  });
  expect((await answerOf(await server.send(typed))).executions).toHaveLength(2);
  const listed = formOf({
    prompts: JSON.stringify(asked.prompts),
    models: JSON.stringify(asked.models),
    // In another order than above.
    api_keys: JSON.stringify({ openai: bothKeys.openai, gemini: bothKeys.gemini }),
  });
  expect(await answerOf(await server.send(listed, key))).toEqual(asJson);
});

test("X23: one Idempotency-Key sent thirty times at once is one set, and each is answered with it", async () => {
  const person = await somebody();
  const headers = { "x-person": person, "idempotency-key": randomUUID() };
  const answers = await Promise.all(
    Array.from({ length: 30 }, async () => answerOf(await server.send(asked, headers))),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  // Two executions and two workflows, and nothing else.
  expect(await startedBy(person)).toBe(4);
  for (const other of [
    { ...asked, models: [openai, google] },
    { ...asked, api_keys: { ...bothKeys, openai: "sk-another-000000" } },
    { prompts: asked.prompts, model: google, api_key: bothKeys.gemini },
  ])
    expect(await failureOf(await server.send(other, headers))).toMatchObject({
      status: 409,
      code: "idempotency_key_reused",
    });
});

test("X23: all or none: what cannot be written of the last model leaves nothing of the first", async () => {
  const person = await somebody();
  await server.owner.query(
    `alter table workflow_executions add constraint no_such_model
       check (not (model = 'gpt-image-2' and user_id = '${person}'))`,
  );
  try {
    const headers = { "x-person": person };
    const reference_images = [{ data: pictures.png.toString("base64") }];
    const answer = await server.send({ ...asked, reference_images }, headers);
    expect(answer.status).toBe(500);
  } finally {
    await server.owner.query("alter table workflow_executions drop constraint no_such_model");
  }
  const rows = await server.owner.query(
    "select from workflow_executions where user_id = $1 union all select from workflows where user_id = $1",
    [person],
  );
  expect(rows.rowCount).toBe(0);
});

test("X24: an estimate tells each one's price and the sum, and the batches are priced so", async () => {
  const wish = { prompts: asked.prompts, models: ["simulator", google, openai], variations: 2 };
  const price = await priceOf({ prompts: wish.prompts, models: wish.models, variations: 2 });
  const each = await Promise.all(
    wish.models.map((model) => priceOf({ prompts: wish.prompts, model, variations: 2 })),
  );
  expect(price.models).toEqual(
    each.map(({ model, estimated_cost, high_cost }) => ({ model, estimated_cost, high_cost })),
  );
  const sum = (of: (one: EstimateAnswer) => number) => each.reduce((all, one) => all + of(one), 0);
  expect(price.estimated_cost.totalCost).toBeCloseTo(
    sum((one) => one.estimated_cost.totalCost),
    9,
  );
  expect(price.high_cost).toBeCloseTo(
    sum((one) => one.high_cost),
    9,
  );
  expect(price).toMatchObject({ prompts: 2, estimated_cost: { imageCount: 12 } });
  expect(each[0]).not.toHaveProperty("models");
  const answer = await answerOf(await server.send({ ...wish, api_keys: bothKeys }));
  expect(answer.estimated_cost).toEqual(price.estimated_cost);
  expect(answer.executions?.map((one) => one.estimated_cost)).toEqual(
    each.map((one) => one.estimated_cost),
  );
});

test.each([
  [{ models: [google] }, 400, "bad_request", "models", /at least 2/],
  [
    { models: ["simulator", google, openai, "gpt-image-1.5", "gemini-3-pro-image"] },
    400,
    "bad_request",
    "models",
    /at most 4/,
  ],
  [{ models: [google, google] }, 400, "bad_request", "models", /twice/],
  [{ model: google }, 400, "bad_request", "models", /not both/],
  [
    { models: [google, "no-such-model"] },
    422,
    "unknown_model",
    "model",
    /no-such-model.*Choose one of/,
  ],
  [
    { image_size: "64", models: ["simulator", google] },
    422,
    "size_not_taken",
    "image_size",
    /Nano Banana 2\.1 does not draw in 64.*1K, 2K, 4K/,
  ],
  [
    { aspect_ratio: "21:9", models: [google, "gpt-image-1.5"] },
    422,
    "ratio_not_taken",
    "aspect_ratio",
    /GPT Image 1\.5.*does not draw in 21:9.*Choose one of/,
  ],
  [
    { prompts: ["a", "b", "c", "d"] },
    400,
    "too_many_prompts",
    "prompts",
    /4 prompts for 2 models, 8 in all; at most 6/,
  ],
  [{ max_cost: 0.000001 }, 400, "bad_request", "max_cost", /Raise it/],
] as const)(
  "X24, X11: %j beside two models is refused with its field, and nothing is stored",
  async (wrong, status, code, field, words) => {
    const person = await somebody();
    const refused = await failureOf(
      await server.send({ ...asked, ...wrong }, { "x-person": person }),
    );
    expect(refused).toMatchObject({ status, code, details: { field } });
    expect(refused.message).toMatch(words);
    expect(await startedBy(person)).toBe(0);
  },
);

test("X25: max_cost is for all of them, and split as their estimates are, to the micro-dollar", async () => {
  const capped = { ...asked, models: ["simulator", google, openai], max_cost: 0.1 };
  const answer = await answerOf(await server.send(capped));
  const { executions } = await setOf(answer.set_id);
  const stored = await server.owner.query<{ cap: number | null }>(
    "select max_cost_micros::int as cap from workflow_executions where set_id = $1 order by set_place",
    [answer.set_id],
  );
  const [free, ...paid] = stored.rows.map(({ cap }) => cap);
  expect(free).toBeNull();
  expect(paid.reduce((sum: number, cap) => sum + (cap ?? 0), 0)).toBe(100_000);
  const [, first, second] = executions.map((one) => one.estimated_cost.costPerImage);
  expect((paid[0] ?? 0) / (paid[1] ?? 1)).toBeCloseTo((first ?? 0) / (second ?? 1), 3);
});

test("X24, L4, L5: limits hold on the sum, and what is over one leaves nothing", async () => {
  const price = await priceOf({ prompts: asked.prompts, models: asked.models });
  const half = Math.round(price.estimated_cost.costPerImage * 2 * 1e6);
  for (const [column, most, limit] of [
    ["executions_a_day", 1, "executions_a_day"],
    ["pictures_a_day", 3, "pictures_a_day"],
    ["money_a_month_micros", half, "money_a_month"],
  ] as const) {
    const person = await somebody();
    const headers = { "x-person": person };
    await server.owner.query(`insert into user_limits (user_id, ${column}) values ($1, $2)`, [
      person,
      most,
    ]);
    expect(await failureOf(await server.send(asked, headers))).toMatchObject({
      status: 429,
      code: "over_limit",
      details: { limit },
    });
    expect(await startedBy(person)).toBe(0);
    const one = { prompts: asked.prompts, model: "simulator" };
    await answerOf(await server.send(one, headers));
  }
});

test("L5, X25: what is left of the month is the cap of all of them together", async () => {
  const person = await somebody();
  const left = 900_000;
  await server.owner.query(
    "insert into user_limits (user_id, money_a_month_micros) values ($1, $2)",
    [person, left],
  );
  const answer = await answerOf(await server.send(asked, { "x-person": person }));
  const { executions } = await setOf(answer.set_id, { "x-person": person });
  const caps = executions.map((one) => Math.round((one.max_cost ?? 0) * 1e6));
  expect(caps.reduce((sum, cap) => sum + cap, 0)).toBe(left);
});

test("X26: a set is its owner's alone, and what was deleted of it is missing", async () => {
  const [ana, ben] = [await somebody(), await somebody()];
  await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [ben]);
  const answer = await answerOf(await server.send(asked, { "x-person": ana }));
  const none = await failureOf(await server.call(`/api/sets/${randomUUID()}`));
  for (const [id, person] of [
    [answer.set_id, testUserId],
    [answer.set_id, ben],
    [answer.execution_id, ana],
    ["none", ana],
  ])
    expect(
      await failureOf(
        await server.call(`/api/sets/${id}`, { headers: { "x-person": person ?? "" } }),
      ),
    ).toEqual(none);
  expect(none).toMatchObject({ status: 404, code: "not_found" });
  for (const left of [1, 0]) {
    const [first] = (await setOf(answer.set_id, { "x-person": ana })).executions;
    const path = `/api/executions/${first?.id}`;
    const headers = { "x-person": ana };
    await server.call(`${path}/cancel`, { method: "POST", headers });
    expect((await server.call(path, { method: "DELETE", headers })).status).toBe(200);
    const after = await server.call(`/api/sets/${answer.set_id}`, { headers });
    if (left === 0) expect(after.status).toBe(404);
    else expect((await setOf(answer.set_id, headers)).executions).toHaveLength(left);
  }
});

test.each([
  [
    { api_keys: undefined, api_key: "AIzaOne" },
    "bad_request",
    "api_key",
    /gemini and openai.*api_keys/,
  ],
  [
    { api_keys: { gemini: "AIzaOne" } },
    "api_key_missing",
    "api_keys.openai",
    /GPT Image 2.*OpenAI/,
  ],
  [{ api_keys: undefined }, "api_key_missing", "api_keys.gemini", /Google/],
  [{ api_keys: { ...bothKeys, fal: "x" } }, "bad_request", "api_keys.fal", /draws none of these/],
  [
    { api_keys: { gemini: ofOpenAi, openai: "sk-a" } },
    "bad_request",
    "api_keys.gemini",
    /must not see it/,
  ],
  [{ api_key: "AIzaOne" }, "bad_request", "api_keys", /not both/],
  [{ key_ids: { openai: randomUUID() } }, "bad_request", "key_ids.openai", /two keys for openai/],
  [
    { api_keys: { gemini: "AIzaOne" }, key_ids: { openai: randomUUID() } },
    "not_found",
    "key_ids.openai",
    /no such key/,
  ],
  [
    { api_keys: { gemini: "two words", openai: "sk-a" } },
    "bad_request",
    "api_keys.gemini",
    /Copy it again/,
  ],
] as const)(
  "K16: %j is refused by the vendor's name, and nothing is stored",
  async (wrong, code, field, words) => {
    const person = await somebody();
    const refused = await failureOf(
      await server.send({ ...asked, ...wrong }, { "x-person": person }),
    );
    expect(refused).toMatchObject({ code, details: { field } });
    expect(refused.message).toMatch(words);
    expect(await startedBy(person)).toBe(0);
  },
);

test("K16: each batch keeps the key of its own vendor and no other, typed in or remembered", async () => {
  const response = await server.call("/api/keys", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ api_key: "sk-remembered-o002", vendor: "openai", test: false }),
  });
  const kept = successOf(RememberedKey).parse(await response.json()).data;
  const mixed = {
    ...asked,
    models: [google, openai, "gpt-image-1.5", "simulator"],
    prompts: ["a fox"],
    api_keys: { gemini: bothKeys.gemini },
    key_ids: { openai: kept.id.toUpperCase() },
  };
  const answer = await answerOf(await server.send(mixed));
  const sealed = await server.owner.query<{ account: string | null; key: SealedKey | null }>(
    `select w.account, w.config -> 'api_key_encrypted' as key
     from workflow_executions e join workflows w on w.id = e.workflow_id
     where e.set_id = $1 order by e.set_place`,
    [answer.set_id],
  );
  const [ofGoogle, first, second, ofNobody] = sealed.rows;
  expect(ofNobody).toEqual({ account: "keyless", key: null });
  // A fingerprint tells keys apart: the two models of one vendor have one key, each sealed for itself.
  expect(second?.account).toBe(first?.account);
  expect(second?.key?.encrypted).not.toBe(first?.key?.encrypted);
  expect(ofGoogle?.account).not.toBe(first?.account);
  // One vendor's models are content with a key that does not say whose it is.
  const oneVendor = { ...asked, models: [openai, "gpt-image-1.5", "simulator"], prompts: ["a"] };
  const same = { ...oneVendor, api_keys: undefined, api_key: "sk-for-both-00003" };
  expect((await answerOf(await server.send(same))).executions).toHaveLength(3);
});

test("I10, K16: no key of a set is told, logged or stored in the clear", async () => {
  expect(server.hidden).toEqual(expect.arrayContaining(Object.values(bothKeys)));
  const everything = await server.owner.query<{ all: string }>(
    `select concat((select json_agg(e) from workflow_executions e), (select json_agg(w) from workflows w),
       (select json_agg(v) from execution_events v), (select json_agg(a) from audit_events a)) as all`,
  );
  for (const secret of Object.values(bothKeys)) {
    expect(everything.rows[0]?.all).not.toContain(secret);
    expect(JSON.stringify(server.logged)).not.toContain(secret);
  }
});
