import { randomUUID } from "node:crypto";
import { Failure, pageOf, successOf } from "@bunch/contracts/envelope";
import { ChangedModel } from "@bunch/contracts/model-change";
import { AuditEvent } from "@bunch/contracts/audit";
import { EstimateAnswer, ModelList } from "@bunch/contracts/model";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { awayFromMidnight } from "../../../../tools/testing/away-from-midnight.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const [admin, ana] = [randomUUID(), randomUUID()];
const people: Record<string, string> = { admin, ana };
const pro = "gemini-3-pro-image";
const usual = "gemini-nano-banana-2.1";
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    withWorker: true,
    latencyMs: 20,
    env: { WORKER_CONCURRENCY: "2" },
    whoAsks: ({ headers }) => {
      const userId = people[String(headers["x-test-person"])];
      return userId
        ? { userId, by: "session", scope: "run", email: null, sessionId: null }
        : undefined;
    },
  });
  for (const id of [admin, ana])
    await server.owner.query("insert into auth.users (id) values ($1)", [id]);
  await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
});
afterAll(() => server?.close());
beforeEach(awayFromMidnight);
beforeEach(async () => {
  for (const { id } of (await stored()).toReversed())
    expect((await send("DELETE", id)).status).toBe(200);
});

type By = "admin" | "ana" | "whoever is at the machine";
function send(method: string, id: string, body?: object, by: By = "whoever is at the machine") {
  return server.call(`/api/admin/models/${encodeURIComponent(id)}`, {
    method,
    headers: { "x-test-person": by, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
}
const changed = async (response: Response) =>
  successOf(ChangedModel).parse(await response.json()).data;
const put = async (id: string, body: object, by?: By) => changed(await send("PUT", id, body, by));
const failure = async (response: Response) => {
  const { error } = Failure.parse(await response.json());
  return { status: response.status, ...error };
};
const list = async () => ModelList.parse(await (await server.call("/api/models")).json());
const model = async (id: string) => (await list()).data.find((one) => one.id === id);
const stored = async () =>
  (
    await server.owner.query<{ id: string; change: object; changed_by: string }>(
      "select id, change, changed_by from model_changes order by created_at",
    )
  ).rows;
const audit = async () =>
  (
    await server.owner.query<{ user_id: string; actor: string; subject: string; details: object }>(
      "select user_id, actor, subject, details from audit_events where action = 'model.changed' order by at",
    )
  ).rows;
async function priceOf(fields: object) {
  const response = await server.call("/api/estimate", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompts: ["x".repeat(120)], ...fields }),
  });
  return successOf(EstimateAnswer).parse(await response.json()).data;
}

test("M13: a price that is changed on screen is that of the next estimate and of the next call, and undone it is what it was", async () => {
  const before = await model(usual);
  expect(before).toMatchObject({ changed_by: null, priced_on: "2026-11-22" });
  const told = await put(usual, { cost_per_image: { "1K": 0.05 }, price_source: "our contract" });
  expect(told.now?.cost_per_image).toEqual({ ...before?.cost_per_image, "1K": 0.05 });
  expect(told.as_it_came?.cost_per_image).toEqual(before?.cost_per_image);
  expect(await model(usual)).toMatchObject({
    changed_by: "screen",
    cost_per_image: { "1K": 0.05 },
    priced_on: new Date().toISOString().slice(0, 10),
    price_source: "our contract",
  });
  expect((await priceOf({})).estimated_cost.costPerImage).toBe(0.05);

  const { execution_id: id } = await server.execute({ prompts: ["a fox"] });
  const { stats } = await server.ended(id);
  const { rows } = await server.owner.query<{ micros: number }>(
    "select cost_micros::int as micros from result_attempts where user_id = (select user_id from workflow_executions where id = $1)",
    [id],
  );
  expect(stats.successful).toBe(1);
  // The emulator's answer tells the tokens; each costs in proportion to what was 0.0404.
  const billed = server.emulator.calls().at(-1);
  expect(rows.at(-1)?.micros).toBeGreaterThan(1.15 * (billed?.costMicros ?? Infinity));

  await changed(await send("DELETE", usual));
  expect(await model(usual)).toEqual(before);
  expect((await priceOf({})).estimated_cost.costPerImage).toBe(0.041);
  expect(await failure(await send("DELETE", usual))).toMatchObject({ status: 404 });
});

test("M13: a batch under way keeps going, whatever is changed and undone meanwhile", async () => {
  const prompts = Array.from({ length: 30 }, (_, number) => `a fox, number ${number}`);
  const { execution_id: id } = await server.execute({ prompts });
  for (let price = 1; price <= 10; price += 1) {
    await put(usual, { cost_per_image: { "1K": 0.03 + price / 1000 }, status: "live" });
    await send("DELETE", usual);
  }
  expect((await server.ended(id)).stats).toMatchObject({ successful: 30, failed: 0 });
});

test("M13: only admins change models, and each change leaves its line in the same transaction", async () => {
  for (const method of ["GET", "PUT", "DELETE"])
    expect(
      await failure(
        await send(method, pro, method === "PUT" ? { name: "Mine" } : undefined, "ana"),
      ),
    ).toMatchObject({ status: 403, code: "not_allowed" });
  expect(await stored()).toEqual([]);
  const lines = (await audit()).length;

  await put(pro, { name: "Pro" }, "admin");
  await put(pro, { name: "Pro" }, "admin");
  await put(pro, { name: "The Pro" });
  expect((await send("DELETE", pro, undefined, "admin")).status).toBe(200);
  expect((await audit()).slice(lines)).toEqual([
    {
      user_id: admin,
      actor: "session",
      subject: pro,
      details: { before: null, after: { name: "Pro" } },
    },
    {
      user_id: expect.any(String),
      actor: "local",
      subject: pro,
      details: { before: { name: "Pro" }, after: { name: "The Pro" } },
    },
    {
      user_id: admin,
      actor: "session",
      subject: pro,
      details: { before: { name: "The Pro" }, after: null },
    },
  ]);
  const trail = await server.call("/api/admin/audit?action=model.changed", {
    headers: { "x-test-person": "admin" },
  });
  expect(pageOf(AuditEvent).parse(await trail.json()).data[0]).toMatchObject({ subject: pro });
});

describe("M13: a change that does not fit is refused with its sentence, and nothing is stored", () => {
  test.each<[string, string, object, string]>([
    ["an unknown field", pro, { other_fields: { colour: "red" } }, "no field that can be changed"],
    ["a field of another kind", pro, { other_fields: { prices: "dear" } }, "prices must be"],
    ["a size that it lacks", pro, { other_fields: { imageSizes: ["8K"] } }, "the size 8K"],
    ["a price for such a size", pro, { cost_per_image: { "8K": 1 } }, "does not draw in 8K"],
    ["a day that is none", pro, { other_fields: { releasedOn: "soon" } }, "releasedOn must be"],
    ["gone, and nobody knows since when", pro, { status: "shut_down" }, "say since when"],
    ["an unknown successor", pro, { successor: "paint-9" }, "There is no model"],
    ["a successor of its own", pro, { successor: pro }, "its own successor"],
    ["like one that is not there", "new-1", { like: "paint-9" }, 'give it "like"'],
    ["like one, in the place of another", pro, { like: usual }, "There is a model"],
    ["a name of a vendor that has none", "simulator", { calls: "x" }, "no field that can be"],
    ["an id of odd signs", "a b", { like: usual }, "A model's id"],
    ["a model of nobody who is offered", "flux-9", { like: "flux-3-image" }, "does not offer"],
  ])("%s", async (_name, id, change, sentence) => {
    const before = await list();
    const told = await failure(await send("PUT", id, change));
    expect(told).toMatchObject({ status: 400, code: "bad_request" });
    expect(told.message).toContain(sentence);
    expect(await stored()).toEqual([]);
    expect(await list()).toEqual(before);
  });

  test("no live model that may be the default is left", async () => {
    const all = (await list()).data.filter(({ status }) => status === "live");
    const gone = { status: "shut_down", shut_down_on: "2026-11-01" };
    const answers: number[] = [];
    for (const { id } of all) answers.push((await send("PUT", id, gone)).status);
    expect(answers).toContain(400);
    expect((await list()).data.filter((one) => one.is_default)).toHaveLength(1);
  });

  test("another change that leans on it", async () => {
    await put("nano-2", { like: usual, name: "Two" });
    await put("nano-3", { like: "nano-2", name: "Three" });
    const told = await failure(await send("DELETE", "nano-2"));
    expect(told).toMatchObject({ status: 400, code: "bad_request" });
    expect(told.message).toContain('"nano-3" would not fit any more');
    expect((await stored()).map(({ id }) => id)).toEqual(["nano-2", "nano-3"]);
  });
});

test("M13: a model that is added is drawn with under what the vendor calls it, and is gone when it is undone", async () => {
  const told = await put("banana-of-ours", {
    like: usual,
    name: "Banana of ours",
    released_on: "2026-01-01",
    calls: usual,
    other_fields: { maxReferenceImages: 2 },
  });
  expect(told).toMatchObject({
    as_it_came: null,
    now: { name: "Banana of ours", calls: usual },
    change: { like: usual, calls: usual, other_fields: { maxReferenceImages: 2 } },
  });
  expect(await model("banana-of-ours")).toMatchObject({ max_reference_images: 2 });
  const { execution_id: id } = await server.execute({ model: "banana-of-ours", prompts: ["a"] });
  expect((await server.ended(id)).stats.successful).toBe(1);
  expect(server.emulator.calls().at(-1)?.model).toBe(usual);
  expect((await changed(await send("DELETE", "banana-of-ours"))).now).toBeNull();
  expect(await model("banana-of-ours")).toBeUndefined();
});

test("M14: a model whose last day is over is shut down, and one whose day is near says so, with successor and price", async () => {
  const inDays = (days: number) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const next = "gemini-3.1-flash-lite-image";
  const warnings = async () => (await priceOf({ model: pro })).warnings;
  expect(await warnings()).toEqual([]);
  await put(pro, { shut_down_on: inDays(61), successor: next });
  expect(await warnings()).toEqual([]);
  await put(pro, { shut_down_on: inDays(59), successor: next });
  expect(await warnings()).toEqual([
    {
      code: "model_ends_soon",
      message: `Nano Banana Pro will be shut down by its provider on ${inDays(59)}. Use Nano Banana Flash Lite (${next}) instead: a picture in 1K costs about $0.035.`,
    },
  ]);
  await put(pro, { shut_down_on: inDays(0), successor: next });
  expect(await model(pro)).toMatchObject({ status: "shut_down", shut_down_on: inDays(0) });
  const [told] = await warnings();
  expect(told?.code).toBe("model_shut_down");
  expect(told?.message).toContain(next);
  const executed = await server.execute({ model: pro, prompts: ["a"] });
  expect(executed.warnings).toEqual([told]);
});
