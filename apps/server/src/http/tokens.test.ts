import { randomUUID } from "node:crypto";
import { successOf } from "@bunch/contracts/envelope";
import { type RouteName, routeNeeds, routes } from "@bunch/contracts/routes";
import { ApiToken, CreatedToken } from "@bunch/contracts/token";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { allRows } from "../../../../adapters/postgres/testing/all-rows.ts";
import { asSuperuser } from "../../../../adapters/postgres/testing/as-superuser.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const another = randomUUID();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    withWorker: true,
    whoAsks: (request) =>
      request.headers["x-test-person"] === "another"
        ? { userId: another, by: "session", scope: "run", email: null, sessionId: null }
        : undefined,
  });
  await server.owner.query("insert into auth.users (id) values ($1)", [another]);
});
afterAll(() => server?.close());

type Given = { as?: string; by?: "another"; body?: object };
const call = (method: string, path: string, { as, by, body }: Given = {}) =>
  server.call(path, {
    method,
    headers: {
      ...(as ? { authorization: `Bearer ${as}` } : {}),
      ...(by ? { "x-test-person": by } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error;

async function make(over: Record<string, unknown> = {}, by?: "another") {
  const body = { name: "nightly", scope: "run", ...over };
  const response = await call("POST", "/api/tokens", { body, ...(by ? { by } : {}) });
  expect(response.status).toBe(201);
  return successOf(CreatedToken).parse(await response.json()).data;
}
const list = async (by?: "another") =>
  successOf(z.array(ApiToken)).parse(
    await (await call("GET", "/api/tokens", by ? { by } : {})).json(),
  ).data;
const revoke = (id: string, by?: "another") =>
  call("DELETE", `/api/tokens/${id}`, by ? { by } : {});
const refusalOf = async (token: string) => {
  const response = await call("GET", "/api/executions", { as: token });
  return [response.status, await errorOf(response)];
};

describe("making and keeping", () => {
  test("U1: the token is in the first answer only, and of it nothing but a hash and four characters is stored", async () => {
    const { token, ...told } = await make({ expires_in_days: 30 });
    expect(token).toMatch(/^bunch_[\w-]{49}$/);
    expect(told).toMatchObject({ name: "nightly", scope: "run", last_four: token.slice(-4) });
    expect((await list()).find(({ id }) => id === told.id)).toEqual(told);
    const rows = JSON.stringify(await allRows(asSuperuser(server.connectionString)));
    expect(rows).toContain(told.id);
    expect(rows).not.toContain(token.slice(6, -4));
    expect(rows).not.toContain(Buffer.from(token).toString("hex"));
  });

  test.each<[string, object, string]>([
    ["no name", { scope: "read" }, "name"],
    ["a name of 81 characters", { name: "x".repeat(81), scope: "read" }, "name"],
    ["a name of blanks", { name: "   ", scope: "read" }, "name"],
    ["a NUL in the name", { name: "a\0b", scope: "read" }, "name"],
    ["an unknown scope", { name: "a", scope: "admin" }, "scope"],
    ["no day at all", { name: "a", scope: "read", expires_in_days: 0 }, "expires_in_days"],
    ["half a day", { name: "a", scope: "read", expires_in_days: 0.5 }, "expires_in_days"],
  ])("%s is refused by the field's name", async (_what, body, field) => {
    const response = await call("POST", "/api/tokens", { body });
    expect([response.status, (await response.json()) as object]).toMatchObject([
      400,
      { error: { details: { field } } },
    ]);
  });

  test("U7: of eighty asked for at once fifty are made; a revoked one makes room for another", async () => {
    const asked = await Promise.all(
      Array.from({ length: 80 }, () =>
        call("POST", "/api/tokens", { by: "another", body: { name: "many", scope: "read" } }),
      ),
    );
    const statuses = asked.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(50);
    expect(statuses.filter((status) => status === 409)).toHaveLength(30);
    const [first] = await list("another");
    expect((await revoke(first!.id, "another")).status).toBe(200);
    await make({}, "another");
  });
});

describe("what a token may", () => {
  test("U2: a token of the scope read looks, and asks what costs nothing; it changes nothing", async () => {
    const { token } = await make({ scope: "read" });
    const { execution_id: id } = await server.execute({ model: "simulator", prompts: ["a fox"] });
    await server.ended(id);
    const set = await server.execute({
      models: ["simulator", "gemini-nano-banana-2.1"],
      prompts: ["a fox"],
      api_key: "AIzaSet",
    });
    const statuses: Partial<Record<RouteName, number>> = {};
    for (const name of Object.keys(routes) as RouteName[]) {
      const { method, path } = routes[name];
      const body = { prompts: ["a fox"], model: "simulator" };
      const query = name === "manyEvents" ? `?executions=${id}` : "";
      const response = await call(
        method,
        `${path.replace(":id", name === "getSet" ? (set.set_id ?? "") : id)}${query}`,
        {
          as: token,
          ...(method === "POST" ? { body } : {}),
        },
      );
      statuses[name] = response.status;
      if (routeNeeds[name] === "read") await response.body?.cancel();
      else expect([name, (await errorOf(response)).code]).toEqual([name, "not_allowed"]);
    }
    for (const [name, status] of Object.entries(statuses)) {
      const isOpen = routeNeeds[name as RouteName] === "read";
      // What is for admins is so, whatever brings them.
      const isForAdmins = routes[name as RouteName].path.startsWith("/api/admin/");
      expect([name, status]).toEqual([name, isOpen && !isForAdmins ? 200 : 403]);
    }
    expect((await call("HEAD", "/api/executions", { as: token })).status).toBe(200);
    expect((await call("POST", "/api/nowhere", { as: token })).status).toBe(403);
    expect((await server.executionOf(id)).status).toBe("completed");
  });

  test("U2: every POST and DELETE that a read token may send changes nothing and costs nothing", () => {
    const open = (Object.keys(routes) as RouteName[]).filter(
      (name) => routes[name].method !== "GET" && routeNeeds[name] === "read",
    );
    expect(open.toSorted()).toEqual(["checkKey", "estimate", "openArchive"]);
  });

  test("U2, U8: a token of the scope run starts a batch, and the trail says that a token did", async () => {
    const { token } = await make();
    const body = { model: "simulator", prompts: ["a hare"], api_key: "k" };
    const started = await call("POST", "/api/nano-banana/execute", { as: token, body });
    expect(started.status).toBe(202);
    const { data } = (await started.json()) as { data: { execution_id: string } };
    await server.ended(data.execution_id);
    const lines = await server.owner.query(
      "select actor, action, user_id is not null as known, ip from audit_events where subject = $1",
      [data.execution_id],
    );
    expect(lines.rows).toMatchObject([
      { actor: "token", action: "execution.started", known: true },
    ]);
    expect((lines.rows[0] as { ip: string }).ip).toContain("127.0.0.1");
  });

  test("U3: no token makes another, and none revokes itself", async () => {
    const { token, id } = await make();
    const before = (await list()).length;
    const asked = await call("POST", "/api/tokens", {
      as: token,
      body: { name: "a", scope: "run" },
    });
    expect([asked.status, (await errorOf(asked)).code]).toEqual([403, "not_allowed"]);
    expect((await call("DELETE", `/api/tokens/${id}`, { as: token })).status).toBe(403);
    expect((await call("GET", "/api/tokens", { as: token })).status).toBe(200);
    expect((await list()).length).toBe(before);
    // Nor does one of an admin's give the role.
    const role = await call("PUT", `/api/admin/users/${another}/role`, {
      as: token,
      body: { is_admin: true },
    });
    expect([role.status, (await errorOf(role)).message]).toEqual([
      403,
      expect.stringContaining("No token may do this"),
    ]);
  });
});

describe("when it ends", () => {
  test("U4: a revoked token opens nothing from then on, and twice is once", async () => {
    const { token, id } = await make();
    expect((await call("GET", "/api/executions", { as: token })).status).toBe(200);
    const first = await (await revoke(id)).json();
    expect((await call("GET", "/api/executions", { as: token })).status).toBe(401);
    expect(await (await revoke(id)).json()).toEqual(first);
    const lines = await server.owner.query(
      "select action from audit_events where subject = $1 order by at",
      [id],
    );
    expect(lines.rows.map((row: { action: string }) => row.action)).toEqual([
      "token.created",
      "token.revoked",
    ]);
  });

  test("U5: unknown, cut, expired and revoked ones get one and the same answer", async () => {
    const [expired, revoked] = [await make({ expires_in_days: 1 }), await make()];
    await server.owner.query(
      "update api_tokens set expires_at = now() - interval '1 second' where id = $1",
      [expired.id],
    );
    await revoke(revoked.id);
    const cut = revoked.token.slice(0, -1);
    const unknown = `bunch_${"x".repeat(49)}`;
    const answers = [];
    for (const token of [expired.token, revoked.token, cut, unknown, "bunch_"])
      answers.push(await refusalOf(token));
    expect(answers[0]).toMatchObject([401, { code: "sign_in_needed" }]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test("U6: another's token is as unknown as one that never was, and stays", async () => {
    const { id, token } = await make();
    const answers = [];
    for (const which of [id, randomUUID(), "none"]) {
      const response = await revoke(which, "another");
      answers.push(JSON.stringify([response.status, await errorOf(response)]));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("404");
    expect((await call("GET", "/api/executions", { as: token })).status).toBe(200);
    expect((await list("another")).map((one) => one.id)).not.toContain(id);
  });

  test("U4: its use is noted once a minute, however many come at once", async () => {
    const { id, token } = await make({ scope: "read" });
    const noted = async () => (await list()).find((one) => one.id === id)?.last_used_at;
    expect(await noted()).toBeNull();
    const calls = Array.from({ length: 20 }, () => call("GET", "/api/executions", { as: token }));
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
    const first = await noted();
    expect(first).toBeTypeOf("string");
    await call("GET", "/api/executions", { as: token });
    expect(await noted()).toBe(first);
    await server.owner.query(
      "update api_tokens set last_used_at = last_used_at - interval '61 seconds' where id = $1",
      [id],
    );
    await call("GET", "/api/executions", { as: token });
    expect(Date.parse((await noted()) ?? "")).toBeGreaterThanOrEqual(Date.parse(first ?? ""));
  });
});

test("U10: a token that was made, used for a batch and revoked stands in no log, no row and no later answer", async () => {
  const { token, id } = await make({ name: "canary" });
  const body = { model: "simulator", prompts: ["a canary"], name: "yellow" };
  const started = await call("POST", "/api/nano-banana/execute", { as: token, body });
  const { data } = (await started.json()) as { data: { execution_id: string } };
  await server.ended(data.execution_id);
  const events = await call("GET", `/api/executions/${data.execution_id}/events`, { as: token });
  const answers = [await events.text(), JSON.stringify(await list())];
  await call("GET", "/api/executions?limit=none", { as: token });
  await revoke(id);
  answers.push(await (await call("GET", "/api/executions", { as: token })).text());
  const secret = token.slice(6, -4);
  expect(server.hidden).toContain(token);
  expect(server.logged.join("\n")).toContain(id);
  expect(server.logged.join("\n")).not.toContain(secret);
  expect(answers.join("\n")).not.toContain(secret);
  const rows = JSON.stringify(await allRows(asSuperuser(server.connectionString)));
  expect(rows).toContain("canary");
  expect(rows).not.toContain(secret);
});
