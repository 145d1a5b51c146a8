import { Failure, successOf } from "@bunch/contracts/envelope";
import { KeyCheck } from "@bunch/contracts/key-check";
import { EstimateAnswer, ModelList } from "@bunch/contracts/model";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.close());

const post = (path: string, body: object) =>
  server.call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const failureOf = async (response: Response) => ({
  status: response.status,
  ...Failure.parse(await response.json()).error,
});

test("the catalogue tells what each model takes and costs, and how much this server takes", async () => {
  const list = ModelList.parse(await (await server.call("/api/models")).json());
  expect(list.limits).toEqual({
    max_prompts: 100,
    max_prompt_characters: 8000,
    max_reference_images: 3,
    max_reference_image_mb: 10,
    max_variations: 4,
  });
  expect(list.server_key).toBe(false);
  expect(list.data.filter((one) => one.is_default).map((one) => one.id)).toEqual([
    "gemini-nano-banana-2.1",
  ]);
  const first = list.data.find((one) => one.id === "gemini-2.5-flash-image");
  expect(first).toMatchObject({
    status: "shut_down",
    max_reference_images: 3,
    cost_per_image: { "1K": 0.039 },
  });
  const newest = list.data.find((one) => one.is_default);
  expect(newest?.cost_per_image["1K"]).toBeGreaterThan(0.04);
  expect(newest?.pixels["1K"]?.["16:9"]).toEqual([1376, 768]);
});

test("the price before the run is the price of the run", async () => {
  const fields = {
    prompts_text: "a fox\n\na hare",
    model: "gemini-2.5-flash-image",
    variations: 2,
  };
  const response = await post("/api/estimate", fields);
  const { data } = successOf(EstimateAnswer).parse(await response.json());
  expect(data).toMatchObject({
    model: "gemini-2.5-flash-image",
    prompts: 2,
    estimated_cost: { costPerImage: 0.039, imageCount: 4, totalCost: 0.16 },
  });
  expect(data.high_cost).toBeGreaterThanOrEqual(data.estimated_cost.totalCost);
  expect(data.warnings).toHaveLength(1);
  const executed = await server.execute(fields);
  expect(executed).toMatchObject({
    estimated_cost: data.estimated_cost,
    warnings: data.warnings,
  });
});

test("thinking and reference pictures are in the price", async () => {
  const price = async (count: number) => {
    const response = await post("/api/estimate", { prompts: ["a"], reference_image_count: count });
    return successOf(EstimateAnswer).parse(await response.json()).data;
  };
  const [without, three] = [await price(0), await price(3)];
  expect(without.estimated_cost.costPerImage).toBe(0.041);
  expect(three.estimated_cost.costPerImage).toBe(0.046);
  expect(three.high_cost).toBeGreaterThan(three.estimated_cost.totalCost);
});

test.each<[string, object, number, string]>([
  ["no prompt", {}, 400, "no_prompts"],
  ["a prompt too long", { prompts: ["x".repeat(8001)] }, 400, "prompt_too_long"],
  ["both kinds of prompts", { prompts: ["a"], prompts_text: "a" }, 400, "bad_request"],
  ["4 references", { prompts: ["a"], reference_image_count: 4 }, 400, "too_many_references"],
  ["an unknown model", { prompts: ["a"], model: "x" }, 422, "unknown_model"],
  ["a ratio not taken", { prompts: ["a"], aspect_ratio: "1:3" }, 422, "ratio_not_taken"],
])("the estimate refuses as the run would: %s", async (_name, body, status, code) => {
  expect(await failureOf(await post("/api/estimate", body))).toMatchObject({ status, code });
});

test("a key is checked for free: good, refused, not needed, missing", async () => {
  server.emulator.configure({ acceptedKeys: ["good-key-1"] });
  const check = async (body: object) =>
    successOf(KeyCheck).parse(await (await post("/api/keys/check", body)).json()).data;
  const good = await check({ api_key: " good-key-1 " });
  expect(good.verdict).toBe("works");
  expect(good.models).toContain("gemini-nano-banana-2.1");
  const list = ModelList.parse(await (await server.call("/api/models")).json());
  expect(list.data.map((one) => one.id)).toEqual(expect.arrayContaining(good.models));
  const bad = await check({ api_key: "bad-key-canary" });
  expect(bad.verdict).toBe("refused");
  expect(JSON.stringify(bad)).not.toContain("canary");
  expect(server.emulator.calls()).toHaveLength(0);
  expect(await failureOf(await post("/api/keys/check", {}))).toMatchObject({
    status: 400,
    code: "api_key_missing",
    details: { field: "api_key" },
  });
  server.emulator.configure({ acceptedKeys: null });
});

test("health says that the process lives; ready names what is missing, and keeps the reason to the log", async () => {
  const health = await server.call("/health");
  expect(health.status).toBe(200);
  expect(await health.json()).toEqual({
    success: true,
    data: { status: "ok", version: "0.0.0-test" },
  });
  expect((await server.call("/ready")).status).toBe(200);
  await server.owner.query("alter table supabase_migrations.schema_migrations rename to elsewhere");
  const unready = await failureOf(await server.call("/ready"));
  expect(unready).toMatchObject({ status: 503, code: "not_ready" });
  expect(unready.message).toMatch(/database|migration/);
  await server.owner.query("alter table supabase_migrations.elsewhere rename to schema_migrations");
  expect((await server.call("/ready")).status).toBe(200);
});

test("a bug answers without details and goes to the log", async () => {
  await server.owner.query("alter table workflow_executions rename to hidden_away");
  const failure = await failureOf(await server.call("/api/executions"));
  await server.owner.query("alter table hidden_away rename to workflow_executions");
  expect(failure).toMatchObject({ status: 500, code: "internal" });
  expect(JSON.stringify(failure)).not.toContain("workflow_executions");
  expect(server.logged.join("\n")).toMatch(/A request went wrong\..*"path":"\/api\/executions"/);
});
