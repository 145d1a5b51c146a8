import { randomUUID } from "node:crypto";
import { Analytics } from "@bunch/contracts/analytics";
import { successOf } from "@bunch/contracts/envelope";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awayFromMidnight } from "../../../../tools/testing/away-from-midnight.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const [admin, ana, ben] = [randomUUID(), randomUUID(), randomUUID()];
const names: Record<string, string> = { admin, ana, ben };
type By = "admin" | "ana" | "ben";
let server: TestServer;
beforeAll(awayFromMidnight);
beforeAll(async () => {
  server = await startTestServer({
    withWorker: true,
    whoAsks: ({ headers }) => {
      const userId = names[String(headers["x-test-person"])];
      return userId
        ? { userId, by: "session", scope: "run", email: null, sessionId: null }
        : undefined;
    },
  });
  for (const [name, id] of Object.entries(names))
    await server.owner.query("insert into auth.users (id, email) values ($1, $2)", [
      id,
      `${name}@example.com`,
    ]);
  await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  await draw("ana", ["a fox", "a hare", "a bear"]);
  await draw("ben", ["a crow"]);
});
afterAll(() => server?.close());

const call = (path: string, by: By, init: RequestInit = {}) =>
  server.call(path, {
    ...init,
    headers: { "x-test-person": by, "content-type": "application/json" },
  });
const sums = async (query = "", by: By = "ana") =>
  successOf(Analytics).parse(await (await call(`/api/analytics${query}`, by)).json()).data;
const refusal = async (query: string, by: By = "ana") => {
  const response = await call(`/api/analytics${query}`, by);
  const { error } = (await response.json()) as {
    error: { code: string; message: string; details?: { field?: string } };
  };
  return [response.status, error.code, error.details?.field ?? null];
};
async function draw(by: By, prompts: string[]): Promise<void> {
  const response = await call("/api/nano-banana/execute", by, {
    method: "POST",
    body: JSON.stringify({ api_key: "test-key", prompts }),
  });
  const { data } = (await response.json()) as { data: { execution_id: string } };
  await (await call(`/api/executions/${data.execution_id}/events`, by)).text();
}
async function spentBy(userId: string): Promise<number> {
  const { rows } = await server.owner.query<{ micros: number }>(
    "select sum(cost_micros)::bigint as micros from result_attempts where user_id = $1",
    [userId],
  );
  return Number(rows[0]?.micros) / 1_000_000;
}

test("A1, A2, A3: what was just drawn is in the sums, to the micro-dollar, for the last thirty days", async () => {
  const told = await sums();
  expect(told.total).toMatchObject({ pictures: 3, failed: 0, calls: 3, cost: await spentBy(ana) });
  expect(told.total.cost).toBeGreaterThan(0.1);
  expect(told.total.p50_ms).toBeGreaterThan(0);
  expect(told.total.p95_ms).toBeGreaterThanOrEqual(told.total.p50_ms ?? 0);
  expect(told.days).toHaveLength(30);
  expect(told.days.at(-1)).toMatchObject({ day: told.to, pictures: 3, cost: told.total.cost });
  expect(told.models).toEqual([expect.objectContaining({ pictures: 3, cost: told.total.cost })]);
  expect(told.reasons).toEqual([]);
  expect(told.users).toBeNull();
});

test("A2: days, time zone and model are chosen", async () => {
  const { to } = await sums();
  const week = await sums(`?from=${to}&time_zone=Pacific/Auckland`);
  expect(week.time_zone).toBe("Pacific/Auckland");
  expect((await sums("?from=2025-01-01&to=2025-12-31")).total).toMatchObject({
    pictures: 0,
    cost: 0,
    p50_ms: null,
  });
  expect((await sums("?model=simulator")).total.pictures).toBe(0);
  expect((await sums("?model=simulator")).models).toHaveLength(1);
});

test("A4: admins see anybody's and everybody's, by who spent most; nobody else does", async () => {
  const everybody = await sums("?user=everybody", "admin");
  expect(everybody.total.pictures).toBe(4);
  expect(everybody.users?.map(({ email, pictures }) => [email, pictures])).toEqual([
    ["ana@example.com", 3],
    ["ben@example.com", 1],
  ]);
  expect((await sums(`?user=${ben}`, "admin")).total.pictures).toBe(1);
  expect((await sums("", "admin")).total.pictures).toBe(0);
  expect(await refusal("?user=everybody")).toEqual([403, "not_allowed", null]);
  expect(await refusal(`?user=${ben}`)).toEqual([403, "not_allowed", null]);
  expect(await refusal(`.csv?user=${ben}`)).toEqual([403, "not_allowed", null]);
  expect((await sums(`?user=${ana}`)).total.pictures).toBe(3);
});

test("A5: what does not fit is refused by its name", async () => {
  expect(await refusal("?from=yesterday")).toEqual([400, "bad_request", "from"]);
  expect(await refusal("?to=2026-02-30")).toEqual([400, "bad_request", "to"]);
  expect(await refusal("?from=2026-03-02&to=2026-03-01")).toEqual([400, "bad_request", "from"]);
  expect(await refusal("?from=2020-01-01&to=2026-01-01")).toEqual([400, "bad_request", "from"]);
  expect(await refusal("?time_zone=Mars/Olympus")).toEqual([400, "bad_request", "time_zone"]);
  expect(await refusal("?time_zone=%2B01:00")).toEqual([400, "bad_request", "time_zone"]);
  expect(await refusal("?from=0000-01-01&to=0000-01-02")).toEqual([400, "bad_request", "from"]);
  expect(await refusal("?to=1999-12-31")).toEqual([400, "bad_request", "to"]);
  expect(await refusal("?model=%00")).toEqual([400, "bad_request", "model"]);
  expect(await refusal("?user=ana")).toEqual([400, "bad_request", "user"]);
});

test("A6: as CSV there is a line for each day and model, under its name", async () => {
  const response = await call("/api/analytics.csv?from=2026-01-01&to=2027-12-31", "ana");
  expect(response.headers.get("content-disposition")).toBe(
    "attachment; filename=bunch-analytics-2026-01-01-2027-12-31.csv",
  );
  const text = await response.text();
  const [head, line = "", ...rest] = text.trimEnd().split("\r\n");
  expect(head?.replace("\uFEFF", "")).toBe(
    "day,model,pictures,failed,calls,cost,possible_cost,cost_without_picture",
  );
  const [day, , pictures, failed, calls, cost] = line.split(",");
  expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect([pictures, failed, calls, Number(cost)]).toEqual(["3", "0", "3", await spentBy(ana)]);
  expect(rest).toEqual([]);
});
