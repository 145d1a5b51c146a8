import { randomUUID } from "node:crypto";
import type { AdminUserDetails } from "@bunch/contracts/admin";
import { createLimitsBook } from "@bunch/adapters/postgres/limits-book";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
import { createRequestCounter } from "@bunch/adapters/rate-limit/request-counter";
import { everybodysLimits } from "@bunch/core/limits/everybodys-limits";
import express from "express";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { type Listening, listen } from "./listen.ts";
import { problemResponse } from "./problem-response.ts";
import { readUse } from "./read-use.ts";
import { userLimits } from "./user-limits.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const [admin, ana] = [randomUUID(), randomUUID()];
const wished = {
  requests_a_minute: 5,
  executions_a_day: null,
  pictures_a_day: 7,
  money_a_month: 1.25,
};
let drop: () => Promise<void>;
let api: Pool;
let owner: Pool;
let listening: Listening;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 4, onError });
  owner = createPool({ connectionString, role: null, most: 1, onError });
  await owner.query("insert into auth.users (id) values ($1), ($2)", [admin, ana]);
  await owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  const query = (text: string, values: unknown[]) => api.query(text, values);
  const doors = {
    limits: createLimitsBook(api),
    requests: createRequestCounter({ query, redisUrl: undefined, log }).counter,
    log,
  };
  // Of the person only what limits have to do with.
  const detailsOf = async (who: { askerId: string; userId: string }) =>
    ({ id: who.userId, use: await readUse(doors, who) }) as AdminUserDetails;
  const app = express()
    .use(
      userLimits(
        {
          ...doors,
          userOf: (request) => ({
            userId: request.get("x-test-person") ?? "",
            by: "session",
            scope: "run",
            email: null,
            sessionId: null,
          }),
        },
        detailsOf,
      ),
    )
    .use(problemResponse(log));
  listening = await listen({ app, host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await listening?.close(0);
  await Promise.all([api, owner].map((pool) => pool?.end()));
  await drop?.();
});

async function ask(method: "PUT" | "DELETE", input: { by?: string; whom?: string } = {}) {
  const { by = admin, whom = ana } = input;
  const response = await fetch(`${listening.url}/api/admin/users/${whom}/limits`, {
    method,
    headers: { "x-test-person": by, "content-type": "application/json" },
    ...(method === "PUT" ? { body: JSON.stringify(wished) } : {}),
  });
  return { status: response.status, body: (await response.json()) as { data: AdminUserDetails } };
}

test("L1, L2: an admin sets a person's limits and takes them away again; nobody else does, and of who is not there 404 is told", async () => {
  const set = await ask("PUT");
  expect(set.status).toBe(200);
  const { use } = set.body.data;
  expect(Object.entries(use).map(([name, { limit }]) => [name, limit])).toEqual(
    Object.entries(wished),
  );
  const cleared = await ask("DELETE");
  expect(cleared.body.data.use.requests_a_minute.limit).toBe(everybodysLimits.requestsAMinute);
  expect((await ask("PUT", { by: ana })).status).toBe(403);
  expect((await ask("DELETE", { by: ana })).status).toBe(403);
  expect((await ask("PUT", { whom: randomUUID() })).status).toBe(404);
  expect((await ask("PUT", { whom: "none" })).status).toBe(404);
  const lines = await owner.query("select from audit_events where subject = $1", [ana]);
  expect(lines.rowCount).toBe(2);
});
