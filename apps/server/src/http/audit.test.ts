import { randomUUID } from "node:crypto";
import { AuditEvent } from "@bunch/contracts/audit";
import { pageOf } from "@bunch/contracts/envelope";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testUserId } from "../../../../tools/testing/test-database.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const admin = randomUUID();
const key = "AIzaSyCANARYaudited0123456789abcdefghi";
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    withWorker: true,
    latencyMs: 300,
    whoAsks: ({ headers }) =>
      headers["x-test-person"] === "admin"
        ? { userId: admin, by: "session", scope: "run", email: null, sessionId: null }
        : undefined,
  });
  await server.owner.query("insert into auth.users (id, email) values ($1, $2)", [
    admin,
    "admin@example.com",
  ]);
  await appoint();
});
afterAll(() => server?.close());

const appoint = () =>
  server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
const ask = (query = "", by = "admin") =>
  server.call(`/api/admin/audit${query}`, { headers: { "x-test-person": by } });
async function lines(query = "") {
  const page = pageOf(AuditEvent).parse(await (await ask(query)).json());
  return { ...page, data: page.data };
}
const linesOf = async (subject: string) =>
  (await lines("?limit=200")).data.filter((line) => line.subject === subject);

test("U8: a batch with a key, its end and a role leave their lines, without the key", async () => {
  const started = await server.execute({ api_key: key, prompts: ["a fox"], name: "secret plans" });
  await server.ended(started.execution_id);
  const removed = await server.call(`/api/executions/${started.execution_id}`, {
    method: "DELETE",
  });
  expect(removed.status).toBe(200);
  const [deleted, begun, ...others] = await linesOf(started.execution_id);
  expect(others).toEqual([]);
  const who = { user_id: testUserId, actor: "local", ip: expect.stringContaining("127.0.0.1") };
  const details = { model: started.model, results: 1, workflow_id: started.workflow_id };
  expect(begun).toMatchObject({ ...who, action: "execution.started", details });
  expect(deleted).toMatchObject({ ...who, action: "execution.deleted", details });
  expect(await linesOf(started.workflow_id)).toMatchObject([{ ...who, action: "key.added" }]);
  expect(await linesOf(admin)).toMatchObject([
    {
      action: "role.changed",
      actor: "system",
      user_id: null,
      details: { before: null, after: "admin" },
    },
  ]);
  const response = await server.call("/api/keys", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ api_key: `${key}-remembered`, test: false }),
  });
  const remembered = (await response.json()) as { data: { id: string } };
  expect(await linesOf(remembered.data.id)).toMatchObject([
    { ...who, action: "key.added", details: { vendor: "gemini", name: null } },
  ]);
  const all = await (await ask("?limit=200")).text();
  for (const word of ["CANARY", "a fox", "secret plans"]) expect(all).not.toContain(word);
});

test("U8: another key at a resume is told, a resume without one is not, nor are keys sealed anew by nobody's wish", async () => {
  const begun = await server.execute({
    api_key: key,
    prompts: Array.from({ length: 100 }, (_, n) => `a hare, number ${n}`),
  });
  const id = begun.execution_id;
  const act = (what: string, body: object = {}) =>
    server.call(`/api/executions/${id}/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const told = async () => (await linesOf(begun.workflow_id)).length;
  await act("pause");
  expect(await told()).toBe(1);
  await act("resume");
  expect(await told()).toBe(1);
  await act("pause");
  await act("resume", { api_key: `${key}again` });
  const after = await told();
  await act("cancel");
  expect(after).toBe(2);
});

test("U8: what is refused or undone leaves no line", async () => {
  const before = await lines("?limit=200");
  await server.send({ model: "simulator", prompts: [] });
  await server.send({ model: "nobody", prompts: ["a"], api_key: key });
  const client = await server.owner.connect();
  await client.query("begin");
  await client.query("delete from user_roles where user_id = $1", [admin]);
  await client.query("rollback");
  client.release();
  expect(await lines("?limit=200")).toEqual(before);
});

test("U9: a line tells whose it is and whom it was done to by e-mail, and null for whoever is unknown", async () => {
  await server.owner.query("delete from user_roles where user_id = $1", [admin]);
  await appoint();
  const [appointed] = await linesOf(admin);
  expect(appointed).toMatchObject({ email: null, subject_email: "admin@example.com" });
  const gone = randomUUID();
  await server.owner.query(
    `insert into audit_events (user_id, actor, action, subject)
     values ($1::uuid, 'session', 'key.added', $2::text), ($2::uuid, 'session', 'limits.changed', 'everybody')`,
    [admin, gone],
  );
  expect(await linesOf(gone)).toMatchObject([{ email: "admin@example.com", subject_email: null }]);
  const ofGone = (await lines(`?user_id=${gone}`)).data;
  expect(ofGone).toMatchObject([{ email: null, subject: "everybody", subject_email: null }]);
});

test("U9: it is paged without a gap, and filtered by what was done and by whom", async () => {
  for (let n = 0; n < 3; n += 1) await server.execute({ model: "simulator", prompts: ["a bee"] });
  const all = (await lines("?limit=200")).data;
  const paged = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < 200; page += 1) {
    const got = await lines(`?limit=2${cursor && `&cursor=${cursor}`}`);
    paged.push(...got.data);
    cursor = got.next_cursor;
  }
  expect(paged).toEqual(all);
  const started = (await lines("?limit=200&action=execution.started")).data;
  expect(started).toEqual(all.filter(({ action }) => action === "execution.started"));
  expect((await lines(`?user_id=${testUserId}&limit=200`)).data).toEqual(
    all.filter((line) => line.user_id === testUserId),
  );
  expect((await ask("?cursor=strange")).status).toBe(400);
  expect((await ask("?action=nothing")).status).toBe(400);
});

test("U9: who is no admin gets 403, and a role taken away is gone with the next question", async () => {
  expect((await ask("", "nobody special")).status).toBe(403);
  expect((await ask()).status).toBe(200);
  await server.owner.query("delete from user_roles where user_id = $1", [admin]);
  const refused = await ask();
  expect([refused.status, (await refused.json()) as object]).toMatchObject([
    403,
    { error: { code: "not_allowed" } },
  ]);
  await appoint();
  expect((await ask()).status).toBe(200);
});
