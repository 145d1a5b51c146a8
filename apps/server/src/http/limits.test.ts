import { successOf } from "@bunch/contracts/envelope";
import { Limits, LimitsUse } from "@bunch/contracts/limit";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { awayFromMidnight } from "../../../../tools/testing/away-from-midnight.ts";
import { type AuthStub, startAuthStub } from "../../../../tools/testing/start-auth-stub.ts";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

type Headers = Record<string, string>;
const unlimited: Limits = {
  requests_a_minute: null,
  executions_a_day: null,
  pictures_a_day: null,
  money_a_month: null,
};
let storage: Awaited<ReturnType<typeof startStorageServer>>;
let auth: AuthStub;
let server: TestServer;
let admin: { id: string; headers: Headers };
let ana: { id: string; headers: Headers };

beforeAll(async () => {
  storage = await startStorageServer();
  auth = await startAuthStub({ storageUrl: storage.url });
  server = await startTestServer({
    withWorker: true,
    env: {
      SUPABASE_URL: auth.url,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_for-browsers",
      SUPABASE_SECRET_KEY: stubKeys.secret,
    },
  });
  admin = await somebody();
  await appoint();
});
afterAll(async () => {
  await server?.close();
  await auth?.stop();
  await storage?.stop();
});
beforeEach(awayFromMidnight);
beforeEach(async () => {
  ana = await somebody();
});

const appoint = () =>
  server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin.id]);

async function somebody() {
  const id = crypto.randomUUID();
  await server.owner.query("insert into auth.users (id) values ($1)", [id]);
  return { id, headers: { authorization: `Bearer ${await auth.token({ sub: id })}` } };
}

const setEverybodys = (limits: object, by: { headers: Headers } = admin) =>
  server.call("/api/admin/limits", {
    method: "PUT",
    headers: { ...by.headers, "content-type": "application/json" },
    body: JSON.stringify(limits),
  });
const limitAna = (column: string, most: number) =>
  server.owner.query(`insert into user_limits (user_id, ${column}) values ($1, $2)`, [
    ana.id,
    most,
  ]);
const start = (body: FormData | object, headers: Headers = {}) =>
  server.send(body, { ...ana.headers, ...headers });
const useOf = async (headers: Headers) =>
  successOf(LimitsUse).parse(await (await server.call("/api/limits", { headers })).json()).data;
const simulated = (count: number) => ({
  model: "simulator",
  image_size: "64",
  prompts: Array.from({ length: count }, (_, number) => `a fox, number ${number}`),
});
const drawn = (count: number) => ({
  ...simulated(count),
  model: undefined,
  image_size: undefined,
  api_key: "test-key",
});

test("L1, L2: an admin sets everybody's limits, people see theirs, and nobody else may set any", async () => {
  expect((await useOf(ana.headers)).requests_a_minute.limit).toBe(600);
  const wished = {
    requests_a_minute: 500,
    executions_a_day: 20,
    pictures_a_day: 300,
    money_a_month: 12.5,
  };
  const set = await setEverybodys(wished);
  expect([set.status, successOf(Limits).parse(await set.json()).data]).toEqual([200, wished]);
  const use = await useOf(ana.headers);
  expect(Object.entries(use).map(([name, { limit }]) => [name, limit])).toEqual(
    Object.entries(wished),
  );
  expect(use.executions_a_day).toMatchObject({
    used: 0,
    resets_at: expect.stringMatching(/T00:00:00/),
  });

  expect((await setEverybodys(unlimited, ana)).status).toBe(403);
  const look = await server.call("/api/admin/limits", { headers: ana.headers });
  expect(look.status).toBe(403);
  expect((await setEverybodys(unlimited, { headers: {} })).status).toBe(401);
  await server.owner.query("delete from user_roles where user_id = $1", [admin.id]);
  expect((await setEverybodys(unlimited)).status).toBe(403);
  await appoint();
  expect((await setEverybodys({ executions_a_day: 3 })).status).toBe(400);
  expect((await setEverybodys({ ...unlimited, pictures_a_day: 0 })).status).toBe(400);
  expect((await setEverybodys(unlimited)).status).toBe(200);
});

test("L3, L8: pages, tokens and tabs count together; what tells of the server and pictures do not", async () => {
  await limitAna("requests_a_minute", 5);
  const made = await server.call("/api/tokens", {
    method: "POST",
    headers: { ...ana.headers, "content-type": "application/json" },
    body: JSON.stringify({ name: "script", scope: "read" }),
  });
  const { data } = (await made.json()) as { data: { token: string } };
  const script = { authorization: `Bearer ${data.token}` };
  for (const path of [
    "/health",
    "/ready",
    "/api/settings",
    "/api/openapi.json",
    "/api/docs",
    "/files/x.png",
    "/nano-banana",
  ])
    await (await server.call(path, { headers: ana.headers })).body?.cancel();
  const seen: [number, string | null][] = [];
  for (const headers of [script, ana.headers, script, ana.headers, script]) {
    const response = await server.call("/api/me", { headers });
    seen.push([response.status, response.headers.get("ratelimit")?.split(";")[1] ?? null]);
  }
  expect(seen).toEqual([
    [200, "r=3"],
    [200, "r=2"],
    [200, "r=1"],
    [200, "r=0"],
    [429, "r=0"],
  ]);
  expect((await server.call("/api/me", { headers: admin.headers })).status).toBe(200);
  expect((await server.call("/api/executions", { headers: ana.headers })).status).toBe(429);
});

test("L6: a refused batch with a reference picture says which limit it is, and leaves no row and no file", async () => {
  await limitAna("pictures_a_day", 1);
  const form = new FormData();
  form.set("model", "simulator");
  form.set("prompts", JSON.stringify(["a fox", "a hare"]));
  form.append("reference_images", new Blob([pictures.png]), "red.png");
  const before = [storage.state.objects.size, await server.footprint()];
  const refused = await start(form);
  expect(refused.status).toBe(429);
  const midnight = 86_400 - (Math.floor(Date.now() / 1000) % 86_400);
  const wait = Number(refused.headers.get("retry-after"));
  expect(Math.abs(wait - midnight)).toBeLessThanOrEqual(5);
  expect(await refused.json()).toMatchObject({
    error: {
      code: "over_limit",
      details: { limit: "pictures_a_day" },
      message: expect.stringMatching(/asks for 2 pictures.*1 a day.*ask an admin/),
    },
  });
  expect([storage.state.objects.size, await server.footprint()]).toEqual(before);
  const removals = await server.owner.query("select from removals where user_id = $1", [ana.id]);
  expect(removals.rowCount).toBe(0);
});

test("L7: of twenty requests under one key at once all get the one batch that the day has room for, with and without a picture", async () => {
  await limitAna("executions_a_day", 1);
  const form = () => {
    const one = new FormData();
    one.set("model", "simulator");
    one.set("prompts_text", "a fox");
    one.append("reference_images", new Blob([pictures.png]), "red.png");
    return one;
  };
  const key = { "idempotency-key": crypto.randomUUID() };
  const answers = await Promise.all(Array.from({ length: 20 }, () => start(form(), key)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
  const ids = await Promise.all(
    answers.map(
      async (answer) =>
        ((await answer.json()) as { data: { execution_id: string } }).data.execution_id,
    ),
  );
  expect(new Set(ids).size).toBe(1);
  expect((await start(simulated(1), { "idempotency-key": crypto.randomUUID() })).status).toBe(429);
  const again = await start(form(), key);
  expect(again.status).toBe(202);
});

test("L5: money is held by the real prices, another run of a workflow included, and what is free passes", async () => {
  const first = await start(drawn(1));
  const { data } = (await first.json()) as {
    data: { workflow_id: string; execution_id: string; estimated_cost: { costPerImage: number } };
  };
  await (
    await server.call(`/api/executions/${data.execution_id}/events`, { headers: ana.headers })
  ).text();
  const price = data.estimated_cost.costPerImage;
  const spent = (await useOf(ana.headers)).money_a_month.used;
  expect(spent).toBeGreaterThan(0);
  await limitAna("money_a_month_micros", Math.round((spent + 0.5 * price) * 1_000_000));
  const again = await start({ workflow_id: data.workflow_id, api_key: "test-key" });
  expect(again.status).toBe(429);
  expect(await again.json()).toMatchObject({ error: { details: { limit: "money_a_month" } } });
  expect((await start(drawn(1))).status).toBe(429);
  expect((await start(simulated(1))).status).toBe(202);
});

test("L3: where nobody signs in no request is counted or refused, and the other limits hold once they are set", async () => {
  const local = await startTestServer();
  try {
    await local.owner.query(
      "insert into default_limits (requests_a_minute, executions_a_day) values (1, 1)",
    );
    const looks = await Promise.all(Array.from({ length: 5 }, () => local.call("/api/limits")));
    const [use] = await Promise.all(
      looks.map(async (look) => successOf(LimitsUse).parse(await look.json()).data),
    );
    expect(use?.requests_a_minute).toMatchObject({ limit: null, used: 0 });
    expect(looks[0]?.headers.get("ratelimit")).toBeNull();
    expect((await local.send(simulated(1))).status).toBe(202);
    expect((await local.send(simulated(1))).status).toBe(429);
  } finally {
    await local.close();
  }
});
