import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.close());

const idOf = async (given?: string, path = "/health") => {
  const response = await server.call(path, { headers: given ? { "x-request-id": given } : {} });
  return response.headers.get("x-request-id");
};
const made = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;

test("N7: an answer bears the id that its request brought, or a new one; errors too", async () => {
  expect(await idOf("order-4711")).toBe("order-4711");
  expect(await idOf()).toMatch(made);
  expect(await idOf("order-4711", "/api/executions/nonsense")).toBe("order-4711");
  expect(await idOf(undefined, "/api/nowhere")).toMatch(made);
});

test.each([
  ["short", "x"],
  ["long", "x".repeat(65)],
  ["of other letters", "order 4711; drop"],
  ["a key of Google's", "AIzaSyCanary000000000000000000000000001"],
  ["a token of ours", `bunch_${"a".repeat(30)}`],
])("N7, S1: an id that is %s is not taken up", async (_, given) => {
  expect(await idOf(given)).toMatch(made);
});

test("N7: the id is kept with the execution", async () => {
  const response = await server.send(
    { model: "simulator", prompts: ["a fox"] },
    { "x-request-id": "order-4712" },
  );
  expect(response.status).toBe(202);
  const kept = await server.owner.query("select request_id, traceparent from workflow_executions");
  expect(kept.rows).toEqual([{ request_id: "order-4712", traceparent: null }]);
  expect(server.logged.join("\n")).toContain('"requestId":"order-4712"');
});
