import { randomUUID } from "node:crypto";
import { AdminExecution, AdminUser, AdminUserDetails, Usage } from "@bunch/contracts/admin";
import { pageOf, successOf } from "@bunch/contracts/envelope";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { awayFromMidnight } from "../../../../tools/testing/away-from-midnight.ts";
import { testUserId } from "../../../../tools/testing/test-database.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const [admin, second, ana, ben] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const names: Record<string, string> = { admin, second, ana, ben };
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
  for (const [days, [name, id]] of Object.entries(names).entries())
    await server.owner.query(
      "insert into auth.users (id, email, created_at) values ($1, $2, now() + $3 * interval '1 day')",
      [id, name === "ben" ? "" : `${name}_100%@Example.com`, days + 1],
    );
});
beforeEach(async () => {
  await server.owner.query("delete from user_roles");
  await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
});
afterAll(() => server?.close());

type By = "admin" | "second" | "ana" | "ben";
const call = (path: string, by: By, init: RequestInit = {}) =>
  server.call(path, {
    ...init,
    headers: { "x-test-person": by, "content-type": "application/json" },
  });
const get = async (path: string, by: By = "admin") => (await call(path, by)).json();
const people = async (query = "") => pageOf(AdminUser).parse(await get(`/api/admin/users${query}`));
const idsOf = async (query: string) => (await people(query)).data.map(({ id }) => id);
const setRole = (id: string, is_admin: unknown, by: By = "admin") =>
  call(`/api/admin/users/${id}/role`, by, { method: "PUT", body: JSON.stringify({ is_admin }) });
const outcome = async (response: Response) => {
  const body = (await response.json()) as { error?: { code: string; message: string } };
  return [response.status, body.error?.code ?? null] as const;
};
async function drawn(by: By, prompts = ["a fox", "a hare"]): Promise<string> {
  const response = await call("/api/nano-banana/execute", by, {
    method: "POST",
    body: JSON.stringify({ api_key: "test-key", prompts }),
  });
  const { data } = (await response.json()) as { data: { execution_id: string } };
  await (await call(`/api/executions/${data.execution_id}/events`, by)).text();
  return data.execution_id;
}

describe("U17: people", () => {
  test("the newest comes first, pages have no gap, and e-mail or id find somebody", async () => {
    const all = [ben, ana, second, admin, testUserId];
    expect(await idsOf("")).toEqual(all);
    const paged: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null && page < 9; page += 1) {
      const got = await people(`?limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...got.data.map(({ id }) => id));
      cursor = got.next_cursor;
    }
    expect(paged).toEqual(all);
    const search = (text: string) => idsOf(`?search=${encodeURIComponent(text)}`);
    expect(await search("ANA_1")).toEqual([ana]);
    expect(await search("@example.COM")).toEqual([ana, second, admin]);
    expect(await search(ben.slice(9, 30).toUpperCase())).toEqual([ben]);
    // What means anything in a pattern is a sign like any other.
    expect(await search("ana%100")).toEqual([]);
    expect(await search("a_")).toEqual([ana]);
    expect(await search("' or 1=1 --")).toEqual([]);
    expect((await people("?search=ana")).data[0]).toMatchObject({
      email: "ana_100%@Example.com",
      is_admin: false,
      limits: null,
    });
    expect((await people(`?search=${ben}`)).data[0]?.email).toBeNull();
    expect((await call("/api/admin/users?cursor=strange", "admin")).status).toBe(400);
    expect((await call("/api/admin/users?search=%00", "admin")).status).toBe(400);
  });

  test("what they drew and spent is told, deleted batches included, by the month it began in", async () => {
    const before = (await people(`?search=${ana}`)).data[0];
    expect(before).toMatchObject({ executions: 0, pictures: 0, total_cost: 0, month_cost: 0 });
    expect(before?.last_execution_at).toBeNull();
    const [kept, gone, old] = [await drawn("ana"), await drawn("ana"), await drawn("ana")];
    const cost = async (id: string) => {
      const { data } = (await get(`/api/executions/${id}`, "ana")) as {
        data: { stats: { total_cost: number } };
      };
      return data.stats.total_cost;
    };
    const one = await cost(kept);
    expect(one).toBeGreaterThan(0);
    expect((await call(`/api/executions/${gone}`, "ana", { method: "DELETE" })).status).toBe(200);
    await server.owner.query(
      "update workflow_executions set created_at = now() - interval '40 days' where id = $1",
      [old],
    );
    const [listed] = (await people(`?search=${ana}`)).data;
    expect(listed).toMatchObject({ executions: 3, pictures: 6 });
    expect(listed?.total_cost).toBeCloseTo(3 * one, 2);
    expect(listed?.month_cost).toBeCloseTo(2 * one, 2);
    expect(listed?.last_execution_at).not.toBeNull();
    const details = successOf(AdminUserDetails).parse(await get(`/api/admin/users/${ana}`)).data;
    expect(details).toMatchObject({ ...listed });
    expect(details.use.money_a_month).toMatchObject({ limit: null });
    for (const id of [randomUUID(), "none"])
      expect(await outcome(await call(`/api/admin/users/${id}`, "admin"))).toEqual([
        404,
        "not_found",
      ]);
  });

  test("somebody's own limits are told in the list, null where those for everybody hold", async () => {
    const limits = {
      requests_a_minute: 60,
      executions_a_day: null,
      pictures_a_day: 500,
      money_a_month: 12.5,
    };
    const path = `/api/admin/users/${ben}/limits`;
    const set = await call(path, "admin", { method: "PUT", body: JSON.stringify(limits) });
    expect(set.status).toBe(200);
    expect((await people(`?search=${ben}`)).data[0]?.limits).toEqual(limits);
    expect((await people(`?search=${ana}`)).data[0]?.limits).toBeNull();
    const details = successOf(AdminUserDetails).parse(await get(`/api/admin/users/${ben}`)).data;
    expect(details).toMatchObject({ limits, use: { money_a_month: { limit: 12.5 } } });
    expect((await call(path, "admin", { method: "DELETE" })).status).toBe(200);
    expect((await people(`?search=${ben}`)).data[0]?.limits).toBeNull();
  });
});

describe("U19: the role", () => {
  test("is given and taken, holds at once, and leaves who did it; twice is once", async () => {
    expect(await outcome(await call("/api/admin/users", "ana"))).toEqual([403, "not_allowed"]);
    const given = await setRole(ana, true);
    expect(successOf(AdminUserDetails).parse(await given.json()).data).toMatchObject({
      id: ana,
      is_admin: true,
    });
    expect((await setRole(ana, true)).status).toBe(200);
    expect((await call("/api/admin/users", "ana")).status).toBe(200);
    // By somebody who became one just now.
    const taken = await setRole(admin, false, "ana");
    expect(successOf(AdminUserDetails).parse(await taken.json()).data.is_admin).toBe(false);
    expect(await outcome(await setRole(ana, false))).toEqual([403, "not_allowed"]);
    const { rows } = await server.owner.query(
      `select user_id, actor, subject, details, ip is not null as placed from audit_events
       where action = 'role.changed' and user_id is not null order by at`,
    );
    const by = (user_id: string) => ({ user_id, actor: "session", placed: true });
    expect(rows).toEqual([
      { ...by(admin), subject: ana, details: { before: null, after: "admin" } },
      { ...by(ana), subject: admin, details: { before: "admin", after: null } },
    ]);
  });

  test("is not for those who have none, nor for nobody, nor for anything but yes and no", async () => {
    for (const id of [ana, admin, randomUUID()])
      expect(await outcome(await setRole(id, true, "ana"))).toEqual([403, "not_allowed"]);
    for (const id of [randomUUID(), "none"])
      expect(await outcome(await setRole(id, true))).toEqual([404, "not_found"]);
    for (const wrong of [undefined, "yes", 1, null])
      expect(await outcome(await setRole(ana, wrong))).toEqual([400, "bad_request"]);
  });

  test("the last admin keeps it, and may lay it down once there is another", async () => {
    const refused = await setRole(admin, false);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      error: { code: "wrong_state", message: expect.stringContaining("only admin") },
    });
    await setRole(second, true);
    const laidDown = await setRole(admin, false);
    expect(successOf(AdminUserDetails).parse(await laidDown.json()).data.is_admin).toBe(false);
    expect((await call("/api/admin/users", "admin")).status).toBe(403);
  });

  test("of admins that all lay it down, or take it from each other, at the same time one is left", async () => {
    for (let round = 0; round < 10; round += 1) {
      await server.owner.query(
        "insert into user_roles (user_id, role) values ($1, 'admin'), ($2, 'admin') on conflict do nothing",
        [admin, second],
      );
      const isCross = round % 2 === 0;
      await Promise.all([
        setRole(isCross ? second : admin, false, "admin"),
        setRole(isCross ? admin : second, false, "second"),
      ]);
      const left = await server.owner.query("select from user_roles");
      expect(left.rowCount).toBe(1);
    }
  });
});

describe("U17: everybody's batches and what they cost", () => {
  const batches = async (query: string) =>
    pageOf(AdminExecution).parse(await get(`/api/admin/executions${query}`));

  test("batches come with whose they are, the newest first, by person and by state", async () => {
    const mine = [await drawn("ana", ["a bee"]), await drawn("ben", ["a cat"])];
    const all = (await batches("?limit=200")).data;
    expect(all.slice(0, 2).map(({ id, user }) => [id, user.id])).toEqual([
      [mine[1], ben],
      [mine[0], ana],
    ]);
    expect(all[1]?.user).toEqual({ id: ana, email: "ana_100%@Example.com" });
    const paged = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null && page < 50; page += 1) {
      const got = await batches(`?limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...got.data);
      cursor = got.next_cursor;
    }
    expect(paged).toEqual(all);
    expect((await batches(`?user_id=${ben}`)).data.map(({ id }) => id)).toEqual([mine[1]]);
    expect((await batches("?status=failed")).data).toEqual([]);
    expect((await call("/api/admin/executions?user_id=none", "admin")).status).toBe(400);
    expect(await outcome(await call("/api/admin/executions", "ana"))).toEqual([403, "not_allowed"]);
  });

  test("each day of UTC is there, the days add up, and the dearest person comes first", async () => {
    const usage = async (query = "", by: By = "admin") =>
      successOf(Usage).parse(await get(`/api/admin/usage${query}`, by)).data;
    const { days, users, total } = await usage();
    expect(days).toHaveLength(30);
    const today = new Date().toISOString().slice(0, 10);
    expect(days.at(-1)?.day).toBe(today);
    for (const [index, { day }] of days.entries())
      expect(Date.parse(day)).toBe(Date.parse(today) - (29 - index) * 86_400_000);
    // Ana's batch of forty days ago is not in it, the deleted one is.
    expect(total).toMatchObject({ executions: 4, pictures: 6, failed: 0 });
    expect(users.map(({ id }) => id)).toEqual([ana, ben]);
    expect(users[0]).toMatchObject({ email: "ana_100%@Example.com", executions: 3, pictures: 5 });
    const sum = days.reduce((all, day) => all + day.cost, 0);
    expect(sum).toBeCloseTo(total.cost, 2);
    expect(users.reduce((all, user) => all + user.cost, 0)).toBeCloseTo(total.cost, 1);
    expect(await usage("?days=1")).toMatchObject({ days: [{ day: today }], total });
    expect((await usage("?days=92")).total).toMatchObject({ executions: 5, pictures: 8 });
    for (const wrong of ["0", "93", "x", "1.5"])
      expect((await call(`/api/admin/usage?days=${wrong}`, "admin")).status).toBe(400);
    expect(await outcome(await call("/api/admin/usage", "ben"))).toEqual([403, "not_allowed"]);
  });
});

test("U18: an open stream of another's batch ends when the role is gone, one's own goes on", async () => {
  const quiet = await call("/api/nano-banana/execute", "ana", {
    method: "POST",
    body: JSON.stringify({
      api_key: "test-key",
      prompts: Array.from({ length: 60 }, () => "a fox"),
    }),
  });
  const { data } = (await quiet.json()) as { data: { execution_id: string } };
  const path = `/api/executions/${data.execution_id}/events`;
  await call(path.replace("events", "pause"), "ana", { method: "POST" });
  const [looking, own] = [await call(path, "admin"), await call(path, "ana")];
  expect([looking.status, own.status]).toEqual([200, 200]);
  const texts = [looking.text(), own.text()] as const;
  await setRole(second, true);
  const takenAtMs = performance.now();
  await setRole(admin, false, "second");
  const seen = await texts[0];
  expect(performance.now() - takenAtMs).toBeLessThan(16_000);
  expect(seen).toContain("event: snapshot");
  expect(seen).not.toContain("execution.ended");
  expect((await call(path, "admin")).status).toBe(404);
  await call(path.replace("events", "cancel"), "ana", { method: "POST" });
  expect(await texts[1]).toContain("execution.ended");
}, 60_000);
