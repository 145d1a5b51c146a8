import { randomUUID } from "node:crypto";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import { Failure, pageOf, successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { CreatedToken } from "@bunch/contracts/token";
import { KeyCheck } from "@bunch/contracts/key-check";
import { EstimateAnswer } from "@bunch/contracts/model";
import { ProviderKey, RememberedKey } from "@bunch/contracts/provider-key";
import type { SealedKey } from "@bunch/core/ports/key-vault";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testUserId as userId } from "../../../../tools/testing/test-database.ts";
import { until } from "../../../../tools/testing/until.ts";
import { formOf } from "./testing/form-of.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
});
afterAll(() => server?.close());

const send = (method: string, path: string, body?: object) =>
  server.call(path, {
    method,
    ...(body && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
const failureOf = async (response: Response) => ({
  status: response.status,
  ...Failure.parse(await response.json()).error,
});
const remember = async (body: object) =>
  successOf(RememberedKey).parse(await (await send("POST", "/api/keys", body)).json()).data;
const list = async () => pageOf(ProviderKey).parse(await (await server.call("/api/keys")).json());
const callsBy = (lastFour: string) =>
  server.emulator.calls().filter((call) => call.keyLastFour === lastFour);
const keysStored = async () =>
  Number((await server.owner.query("select count(*)::int as n from provider_keys")).rows[0].n);

/** A key of another person, whom only the database knows here. */
async function keyOfAnother(): Promise<string> {
  const [id, another] = [randomUUID(), randomUUID()];
  await server.owner.query("insert into auth.users (id) values ($1)", [another]);
  await server.owner.query(
    `insert into provider_keys (id, user_id, vendor, sealed, account) values ($1, $2, 'gemini', '{}', 'x')`,
    [id, another],
  );
  return id;
}

test("K8: a remembered key is tested, stored sealed, listed by what tells it apart, and never told again", async () => {
  server.emulator.configure({ acceptedKeys: ["AIzaRemembered-good1"] });
  const good = await remember({ api_key: " AIzaRemembered-good1 ", name: " The studio's " });
  expect(good).toMatchObject({
    vendor: "gemini",
    name: "The studio's",
    last_four: "ood1",
    last_used_at: null,
    test_outcome: "works",
    test_message: expect.stringContaining("may call"),
  });
  const bad = await remember({ api_key: "AIzaRemembered-canary" });
  expect(bad).toMatchObject({ test_outcome: "refused", name: null });
  const short = await remember({ api_key: "elevenchars", vendor: "gemini", test: false });
  expect(short).toMatchObject({ last_four: null, tested_at: null, test_outcome: null });
  server.emulator.configure({ acceptedKeys: null });
  const { data, next_cursor: next } = await list();
  expect(next).toBeNull();
  expect(data.map(({ id }) => id)).toEqual([short.id, bad.id, good.id]);
  const everything = JSON.stringify([good, bad, short, data, server.logged]);
  for (const secret of ["Remembered-good1", "canary", "elevenchars", "encrypted"])
    expect(everything).not.toContain(secret);
  expect(server.hidden).toEqual(
    expect.arrayContaining(["AIzaRemembered-good1", "AIzaRemembered-canary", "elevenchars"]),
  );
  expect(server.emulator.calls()).toHaveLength(0);
});

test.each([
  [{}, "api_key"],
  [{ api_key: "   " }, "api_key"],
  [{ api_key: "two words" }, "api_key"],
  [{ api_key: "k", vendor: "nobody" }, "vendor"],
  [{ api_key: "k", vendor: "simulator" }, "vendor"],
  [{ api_key: "k", name: "a\0b" }, "name"],
  [{ api_key: "k", test: "perhaps" }, "test"],
])("K9: what does not fit is refused with its field and not stored: %j", async (body, field) => {
  const before = await keysStored();
  expect(await failureOf(await send("POST", "/api/keys", body))).toMatchObject({
    status: 400,
    code: "bad_request",
    details: { field },
  });
  expect(await keysStored()).toBe(before);
});

test("K9, K10: a batch takes a remembered key by its id, keeps a copy of its own when that is forgotten, and takes it along when it is deleted", async () => {
  const { id } = await remember({ api_key: "AIzaTakenById-tk01" });
  const form = formOf({ key_id: id.toUpperCase(), prompts_text: "a fox\n\na hare" });
  const taken = await server.send(form);
  expect(taken.status).toBe(202);
  const { execution_id: executionId, workflow_id: workflowId } = successOf(ExecuteAnswer).parse(
    await taken.json(),
  ).data;
  expect((await server.ended(executionId)).stats.successful).toBe(2);
  expect(callsBy("tk01")).toHaveLength(2);
  expect((await list()).data.find((key) => key.id === id)?.last_used_at).not.toBeNull();

  expect((await send("DELETE", `/api/keys/${id}`)).status).toBe(200);
  expect((await list()).data.some((key) => key.id === id)).toBe(false);
  const again = await server.send({ workflow_id: workflowId });
  const second = successOf(ExecuteAnswer).parse(await again.json()).data.execution_id;
  expect((await server.ended(second)).stats.successful).toBe(2);
  expect(callsBy("tk01")).toHaveLength(4);

  const sealed = async () => {
    const found = await server.owner.query<{ sealed: SealedKey | null }>(
      "select config -> 'api_key_encrypted' as sealed from workflows where id = $1",
      [workflowId],
    );
    return found.rows;
  };
  expect((await send("DELETE", `/api/executions/${executionId}`)).status).toBe(200);
  expect(await sealed()).toMatchObject([{ sealed: { keyId: expect.any(String) } }]);
  const cipher = (await sealed())[0]?.sealed?.encrypted ?? "";
  expect((await send("DELETE", `/api/executions/${second}`)).status).toBe(200);
  expect(await sealed()).toEqual([]);
  for (const table of ["deleted_executions", "deleted_attempts", "removals"]) {
    const rows = await server.owner.query<{ row: string }>(`select t::text as row from ${table} t`);
    expect(rows.rows.filter(({ row }) => row.includes(cipher))).toEqual([]);
  }
});

test("K9: another run and a resume take one too", async () => {
  const { id } = await remember({ api_key: "AIzaAnotherRun-tk02", test: false });
  const { execution_id: first, workflow_id } = await server.execute({
    prompts_text: "a fox",
    api_key: "AIzaTypedAtFirst-1",
  });
  await server.ended(first);
  const again = await server.send({ workflow_id, key_id: id });
  const { execution_id: second } = successOf(ExecuteAnswer).parse(await again.json()).data;
  await server.ended(second);
  expect(callsBy("tk02")).toHaveLength(1);

  server.emulator.configure({ acceptedKeys: ["AIzaAnotherRun-tk02"] });
  const { execution_id: third } = await server.execute({
    prompts_text: "a hare",
    api_key: "AIzaNotAccepted-99",
  });
  await until("its key is refused", async () => {
    return (await server.executionOf(third)).reason?.code === "bad_key";
  });
  const both = { api_key: "k", key_id: id };
  expect(
    await failureOf(await send("POST", `/api/executions/${third}/resume`, both)),
  ).toMatchObject({ status: 400, details: { field: "key_id" } });
  const unknown = { key_id: randomUUID() };
  expect(
    await failureOf(await send("POST", `/api/executions/${third}/resume`, unknown)),
  ).toMatchObject({ status: 404, details: { field: "key_id" } });
  expect((await server.executionOf(third)).status).toBe("paused");
  expect((await send("POST", `/api/executions/${third}/resume`, { key_id: id })).status).toBe(200);
  expect((await server.ended(third)).stats.successful).toBe(1);
  server.emulator.configure({ acceptedKeys: null });
});

test("K9: a key that is unknown or another's is not found, whatever the model, and stores nothing", async () => {
  const theirs = await keyOfAnother();
  const { workflow_id } = await server.execute({ prompts_text: "x", model: "simulator" });
  expect((await list()).data.every((key) => key.id !== theirs)).toBe(true);
  const before = await server.footprint();
  for (const key_id of [theirs, randomUUID()])
    for (const body of [
      { key_id, prompts_text: "a fox" },
      { key_id, prompts_text: "a fox", model: "simulator" },
      { key_id, workflow_id },
    ])
      expect(await failureOf(await server.send(body))).toMatchObject({
        status: 404,
        code: "not_found",
        details: { field: "key_id" },
      });
  for (const id of [theirs, randomUUID(), "none"])
    expect(await failureOf(await send("DELETE", `/api/keys/${id}`))).toMatchObject({
      status: 404,
      message: expect.stringContaining("no such key"),
    });
  const { rows } = await server.footprint();
  for (const table of ["workflows", "workflow_executions"])
    expect(rows[table]).toBe(before.rows[table]);
  const used = await server.owner.query("select last_used_at from provider_keys where id = $1", [
    theirs,
  ]);
  expect(used.rows).toEqual([{ last_used_at: null }]);
});

test("K9: two keys at once, a key of another vendor and one that no longer opens are refused with what to do", async () => {
  const { id } = await remember({ api_key: "AIzaNoLongerOpens-1", test: false });
  const before = await server.footprint();
  expect(
    await failureOf(await server.send({ api_key: "k", key_id: id, prompts_text: "x" })),
  ).toMatchObject({ status: 400, details: { field: "key_id" } });
  expect(
    await failureOf(await server.send({ key_id: "not an id", prompts_text: "x" })),
  ).toMatchObject({ status: 400, details: { field: "key_id" } });

  await server.owner.query("update provider_keys set vendor = 'other' where id = $1", [id]);
  expect(await failureOf(await server.send({ key_id: id, prompts_text: "x" }))).toMatchObject({
    status: 400,
    message: expect.stringMatching(/one for other.*drawn by gemini/),
  });
  const sealed = createKeyVault({ encryptionKey: "77".repeat(32) }).seal({
    apiKey: "k",
    userId,
    providerKeyId: id,
  });
  await server.owner.query(
    "update provider_keys set vendor = 'gemini', sealed = $2 where id = $1",
    [id, JSON.stringify(sealed)],
  );
  expect(await failureOf(await server.send({ key_id: id, prompts_text: "x" }))).toMatchObject({
    status: 422,
    code: "key_unreadable",
    message: expect.stringMatching(/ENCRYPTION_KEY has changed.*add it anew/),
    details: { field: "key_id" },
  });
  expect((await server.footprint()).rows).toEqual(before.rows);
});

test("K9: a repeat under its Idempotency-Key is answered, also when the key was forgotten meanwhile", async () => {
  const { id } = await remember({ api_key: "AIzaRepeated-tk03", test: false });
  const body = { key_id: id, prompts_text: "a fox" };
  const headers = { "idempotency-key": randomUUID() };
  const first: unknown = await (await server.send(body, headers)).json();
  await send("DELETE", `/api/keys/${id}`);
  const repeat = await server.send(body, headers);
  expect([repeat.status, await repeat.json()]).toEqual([202, first]);
  const other = await server.send({ ...body, key_id: randomUUID() }, headers);
  expect((await failureOf(other)).code).toBe("idempotency_key_reused");
});

test("a person has at most fifty", async () => {
  for (let n = await keysOfMine(); n < 50; n += 1)
    await remember({ api_key: `AIzaOneOfMany-${n}`, test: false });
  expect(
    await failureOf(await send("POST", "/api/keys", { api_key: "AIzaTooMany", test: false })),
  ).toMatchObject({ status: 409, code: "wrong_state", message: expect.stringContaining("50") });
});

const keysOfMine = async () => (await list()).data.length;

test("M16: what a key may call is noted with it when it is checked, and a run with it warns of what it may not", async () => {
  await server.owner.query("delete from provider_keys");
  const apiKey = "AIzaRemembered-alive2";
  server.emulator.configure({ acceptedKeys: [apiKey] });
  const key = await remember({ api_key: apiKey, test: false });
  expect(key).toMatchObject({ models: null, missing_models: null });
  const change = await send("PUT", "/api/admin/models/banana-to-come", {
    like: "gemini-nano-banana-2.1",
    name: "Banana to come",
    released_on: "2026-01-01",
  });
  expect(change.status).toBe(200);
  const check = async (body: object) =>
    successOf(KeyCheck).parse(await (await send("POST", "/api/keys/check", body)).json()).data;
  const told = await check({ key_id: key.id });
  expect(told).toMatchObject({ verdict: "works" });
  expect(told.models).toContain("gemini-nano-banana-2.1");
  expect(told.missing_models).toContain("banana-to-come");
  const find = async () => (await list()).data.find(({ id }) => id === key.id);
  expect(await find()).toMatchObject({
    test_outcome: "works",
    last_used_at: null,
    models: told.models,
    missing_models: told.missing_models,
  });

  const wish = { prompts: ["a"], model: "banana-to-come", key_id: key.id };
  const estimated = await send("POST", "/api/estimate", wish);
  const { warnings } = successOf(EstimateAnswer).parse(await estimated.json()).data;
  expect(warnings.map(({ code }) => code)).toEqual(["model_not_for_key"]);
  expect(warnings[0]?.message).toContain("gemini-nano-banana-2.1) instead: a picture in 1K costs");
  const executed = await send("POST", "/api/nano-banana/execute", wish);
  expect(successOf(ExecuteAnswer).parse(await executed.json()).data.warnings).toEqual(warnings);

  // Who may only look is told, and leaves nothing.
  const made = await send("POST", "/api/tokens", { name: "looks", scope: "read" });
  const { token } = successOf(CreatedToken).parse(await made.json()).data;
  await server.owner.query("update provider_keys set models = null where id = $1", [key.id]);
  const looked = await server.call("/api/keys/check", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ key_id: key.id }),
  });
  expect(successOf(KeyCheck).parse(await looked.json()).data.models).toEqual(told.models);
  expect(await find()).toMatchObject({ models: null });
  await check({ key_id: key.id });

  // A key that is refused meanwhile says nothing new of its models.
  server.emulator.configure({ acceptedKeys: [] });
  expect(await check({ key_id: key.id })).toMatchObject({ verdict: "refused", missing_models: [] });
  expect(await find()).toMatchObject({ test_outcome: "refused", models: told.models });
  server.emulator.configure({ acceptedKeys: null });
  for (const id of [randomUUID(), await keyOfAnother()])
    expect(await failureOf(await send("POST", "/api/keys/check", { key_id: id }))).toMatchObject({
      status: 404,
    });
  expect(
    await failureOf(await send("POST", "/api/keys/check", { key_id: key.id, api_key: apiKey })),
  ).toMatchObject({ status: 400, details: { field: "key_id" } });
});
