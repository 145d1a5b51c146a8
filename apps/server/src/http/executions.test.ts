import { createHash, randomUUID } from "node:crypto";
import { Failure, pageOf, successOf } from "@bunch/contracts/envelope";
import { Execution } from "@bunch/contracts/execution";
import { Result } from "@bunch/contracts/result";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
});
afterAll(() => server?.close());

const get = (path: string) => server.call(path);
const post = (path: string, body?: object) =>
  server.call(path, {
    method: "POST",
    ...(body
      ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
      : {}),
  });
const failureOf = async (response: Response) => {
  const { error } = Failure.parse(await response.json());
  return { status: response.status, code: error.code, field: error.details?.field };
};
const resultsOf = async (path: string) => pageOf(Result).parse(await (await get(path)).json());

test("a drawn batch tells its state, its costs to cents, and each result's to the micro-dollar", async () => {
  server.emulator.configure({ allowShutDown: true });
  const { execution_id: id } = await server.execute({
    prompts: ["a fox", "a bear [[safety]]", "a hare"],
    variations: 2,
    model: "gemini-2.5-flash-image",
    name: "zoo",
  });
  const execution = await server.ended(id);
  expect(execution).toMatchObject({
    name: "zoo",
    status: "completed",
    stats: {
      total_prompts: 3,
      total_results: 6,
      successful: 4,
      failed: 2,
      pending: 0,
      completion_percentage: 100,
    },
  });
  const page = await resultsOf(`/api/executions/${id}/results`);
  expect(page.next_cursor).toBeNull();
  expect(page.data.map((one) => [one.batch_index, one.variation])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
  ]);
  const costs = page.data.map((one) => one.api_cost ?? 0);
  const sum = costs.reduce((one, other) => one + other, 0);
  expect(execution.stats.total_cost).toBeCloseTo(Math.round(sum * 100) / 100, 6);
  expect(costs[0]).toBeGreaterThan(0.038);

  const fox = page.data[0];
  expect(fox).toMatchObject({ status: "completed", prompt_text: "a fox", error_code: null });
  // The picture itself, or already its smaller copy.
  expect([fox?.result_url, fox?.result_url?.replace(/\.\w+$/, ".512.webp")]).toContain(
    fox?.thumbnail_url,
  );
  const drawn = Buffer.from(await (await fetch(fox?.result_url ?? "")).arrayBuffer());
  const sent = server.emulator.calls().flatMap((call) => call.imageSha256);
  expect(sent).toContain(createHash("sha256").update(drawn).digest("hex"));
  expect(page.data[2]).toMatchObject({ status: "failed", result_url: null, error_code: "refused" });
  expect(page.data[2]?.error_message).toBeTruthy();
});

test("results come filtered and in pages that meet without gap or repeat", async () => {
  const { execution_id: id } = await server.execute({
    prompts: Array.from(
      { length: 11 },
      (_, index) => `p${index}${index === 4 ? " [[safety]]" : ""}`,
    ),
  });
  await server.ended(id);
  const indexes: number[] = [];
  let cursor: string | null = "";
  for (let page = 0; page < 10 && cursor !== null; page += 1) {
    const { data, next_cursor } = await resultsOf(
      `/api/executions/${id}/results?status=completed&limit=4&cursor=${cursor}`,
    );
    expect(data.length).toBeLessThanOrEqual(4);
    indexes.push(...data.map((one) => one.batch_index));
    cursor = next_cursor;
  }
  expect(indexes).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10]);
  const failed = await resultsOf(`/api/executions/${id}/results?status=failed`);
  expect(failed.data.map((one) => one.batch_index)).toEqual([4]);
});

test("the list is newest first, in pages, by state", async () => {
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1)
    ids.unshift((await server.execute({ prompts: ["x"], name: "list" })).execution_id);
  const listed: string[] = [];
  let cursor: string | null = "";
  for (let page = 0; page < 3 && cursor !== null; page += 1) {
    const response = await get(`/api/executions?limit=2&cursor=${encodeURIComponent(cursor)}`);
    const { data, next_cursor } = pageOf(Execution).parse(await response.json());
    listed.push(...data.map((one) => one.id));
    cursor = next_cursor;
  }
  expect(listed.slice(0, 5)).toEqual(ids);
  await Promise.all(ids.map((id) => server.ended(id)));
  const response = await get("/api/executions?status=completed");
  const { data } = pageOf(Execution).parse(await response.json());
  expect(data.slice(0, 5).map((one) => one.id)).toEqual(ids);
  expect(data.every((one) => one.status === "completed")).toBe(true);
});

test("pause, resume with a higher cap, cancel, retry: each answers with the batch as it stands after", async () => {
  const { execution_id: id } = await server.execute({
    prompts: Array.from({ length: 80 }, (_, index) => `p${index}`),
    max_cost: 100,
  });
  const act = async (action: string, body?: object) =>
    successOf(Execution).parse(await (await post(`/api/executions/${id}/${action}`, body)).json())
      .data;
  expect(await act("pause")).toMatchObject({ status: "paused", reason: { code: "user" } });
  expect((await act("pause")).status).toBe("paused");
  expect(await failureOf(await post(`/api/executions/${id}/retry`))).toMatchObject({
    status: 409,
    code: "wrong_state",
  });
  const resumed = await act("resume", { max_cost: 200, api_key: "test-key-2" });
  expect(resumed).toMatchObject({ reason: null, max_cost: 200 });
  expect(["pending", "processing", "completed"]).toContain(resumed.status);
  expect(server.hidden).toContain("test-key-2");
  await act("pause");
  expect(await act("cancel")).toMatchObject({ status: "cancelled", reason: null });
  await server.ended(id);
  expect(await failureOf(await post(`/api/executions/${id}/resume`))).toMatchObject({
    status: 409,
    code: "wrong_state",
  });
});

describe("what cannot be found is 404, whoever asks and however the id looks", () => {
  const paths = (id: string): [string, string][] => [
    ["GET", `/api/executions/${id}`],
    ["GET", `/api/executions/${id}/results`],
    ["GET", `/api/executions/${id}/events`],
    ["POST", `/api/executions/${id}/cancel`],
    ["POST", `/api/executions/${id}/pause`],
    ["POST", `/api/executions/${id}/resume`],
    ["POST", `/api/executions/${id}/retry`],
  ];
  test.each([
    ...paths(randomUUID()),
    ...paths("42"),
    ...paths("..%2f..%2fhealth"),
    ...paths("%00"),
    ["GET", "/api"],
    ["GET", "/api/nothing"],
    ["GET", "/api/nano-banana/execute"],
    ["DELETE", "/api/models"],
    ["GET", "/files/"],
    ["GET", "/files/a/b/c.png"],
    ["GET", "/files/..%2f..%2fconfig.ts"],
    ["GET", "/files/a/../../../etc/passwd"],
    ["GET", "/files/.incoming/b/c.png"],
    ["POST", "/nothing"],
  ])("%s %s", async (method, path) => {
    expect(await failureOf(await server.call(path, { method }))).toMatchObject({
      status: 404,
      code: "not_found",
    });
  });

  test("another person's batch", async () => {
    const { execution_id: id } = await server.execute({ prompts: ["x"] });
    await server.ended(id);
    const other = randomUUID();
    await server.owner.query("insert into auth.users (id) values ($1)", [other]);
    for (const table of ["workflow_executions", "workflow_batch_results", "execution_events"])
      await server.owner.query(
        `update ${table} set user_id = $1 where ${table === "workflow_executions" ? "id" : "execution_id"} = $2`,
        [other, id],
      );
    for (const [method, path] of paths(id))
      expect(await failureOf(await server.call(path, { method }))).toMatchObject({ status: 404 });
  });
});

test.each<[string, string]>([
  ["/api/executions?limit=0", "limit"],
  ["/api/executions?limit=201", "limit"],
  ["/api/executions?limit=ten", "limit"],
  ["/api/executions?status=done", "status"],
  ["/api/executions?cursor=abc", "cursor"],
  ["/api/executions?cursor=%00", "cursor"],
  ["/api/executions?limit=1&limit=2", "limit"],
])("%s is refused with the field", async (path, field) => {
  expect(await failureOf(await get(path))).toEqual({ status: 400, code: "bad_request", field });
});

test.each<[string, string]>([
  ["limit=1001", "limit"],
  ["status=paused", "status"],
  ["cursor=2_x", "cursor"],
  ["cursor=99999999999_1", "cursor"],
])("results?%s is refused with the field", async (query, field) => {
  const { execution_id: id } = await server.execute({ prompts: ["x"] });
  const response = await get(`/api/executions/${id}/results?${query}`);
  expect(await failureOf(response)).toEqual({ status: 400, code: "bad_request", field });
});

test("resume refuses a body that is no JSON, and a cap of nothing", async () => {
  const { execution_id: id } = await server.execute({ prompts: ["x"] });
  const path = `/api/executions/${id}/resume`;
  expect(await failureOf(await post(path, { max_cost: 0 }))).toMatchObject({
    status: 400,
    field: "max_cost",
  });
  const response = await server.call(path, { method: "POST", body: "max_cost=3" });
  expect(await failureOf(response)).toMatchObject({ status: 400, code: "bad_request" });
});
