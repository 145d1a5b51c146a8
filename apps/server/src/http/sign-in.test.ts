import { createHash } from "node:crypto";
import { openApiDocument } from "@bunch/contracts/openapi/openapi-document";
import { successOf } from "@bunch/contracts/envelope";
import { Me, Settings } from "@bunch/contracts/settings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type AuthStub, startAuthStub } from "../../../../tools/testing/start-auth-stub.ts";
import { until } from "../../../../tools/testing/until.ts";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const [ana, ben] = ["aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"];
const publishableKey = "sb_publishable_for-browsers";
const secretKey = stubKeys.secret;
let storage: Awaited<ReturnType<typeof startStorageServer>>;
let auth: AuthStub;
let server: TestServer;
let asAna: Record<string, string>;
let asBen: Record<string, string>;

beforeAll(async () => {
  storage = await startStorageServer();
  auth = await startAuthStub({ storageUrl: storage.url });
  server = await startTestServer({
    withWorker: true,
    env: {
      SUPABASE_URL: auth.url,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey,
      METRICS_TOKEN: "for-prometheus",
    },
  });
  await server.owner.query("insert into auth.users (id) values ($1), ($2)", [ana, ben]);
  const signedIn = async (sub: string) => ({
    authorization: `Bearer ${await auth.token({ sub, email: `${sub.slice(0, 4)}@example.com` })}`,
  });
  [asAna, asBen] = [await signedIn(ana), await signedIn(ben)];
});
afterAll(async () => {
  await server?.close();
  await auth?.stop();
  await storage?.stop();
});

async function drawn(headers: Record<string, string>, prompts = ["a red fox", "a blue hare"]) {
  const response = await server.send(
    { api_key: "test-key-of-somebody", prompts },
    { ...headers, "idempotency-key": crypto.randomUUID() },
  );
  expect(response.status).toBe(202);
  const answer = z.object({ data: z.object({ execution_id: z.uuid() }) });
  const id = answer.parse(await response.json()).data.execution_id;
  // To the end of its stream, as somebody who watches.
  const events = await server.call(`/api/executions/${id}/events`, { headers });
  expect(await events.text()).toContain("execution.ended");
  return id;
}

/** All that is stored once nothing is drawn any more: what an earlier test has started may still be under way. */
async function footprint() {
  await until("nothing is drawn any more", async () => {
    const open = await server.owner.query(
      "select from workflow_executions where completed_at is null and status in ('pending', 'processing')",
    );
    return open.rowCount === 0;
  });
  return server.footprint();
}

type Operation = { method: string; path: string; body: string | undefined };
/** Every operation of the document, each with the first of its examples. */
const operations: Operation[] = Object.entries(
  openApiDocument({ version: "0" }).paths ?? {},
).flatMap(([path, item]) =>
  (["get", "post", "put", "patch", "delete"] as const).flatMap((method) => {
    const operation = item[method];
    if (!operation) return [];
    const json = (
      operation.requestBody as
        | { content: Record<string, { examples?: Record<string, { value: unknown }> }> }
        | undefined
    )?.content["application/json"];
    const example = Object.values(json?.examples ?? {})[0]?.value;
    return [
      {
        method: method.toUpperCase(),
        path,
        body: example === undefined ? undefined : JSON.stringify(example),
      },
    ];
  }),
);
const forEverybody = ["/health", "/ready", "/api/openapi.json", "/api/docs", "/api/settings"];

const isForAdmins = ({ path }: Operation) => path.startsWith("/api/admin/");

const ask = ({ method, path, body }: Operation, headers: Record<string, string>) =>
  server.call(path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(10_000),
  });

describe("U14: each has their own", () => {
  test.each(operations)("$method $path asks who it is", async (operation) => {
    const id = crypto.randomUUID();
    const path = operation.path.replace("{id}", id);
    for (const headers of [
      {},
      { authorization: "Bearer x.y.z" },
      { authorization: `Basic ${btoa("ana:secret")}` },
    ] as Record<string, string>[]) {
      const response = await ask({ ...operation, path }, headers);
      if (forEverybody.includes(operation.path)) {
        expect(response.status).toBe(200);
        await response.body?.cancel();
        continue;
      }
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await response.json()).toMatchObject({
        success: false,
        error: { code: "sign_in_needed" },
      });
    }
  });

  test("with another's ids every operation answers as if there were nothing, and changes nothing", async () => {
    const id = await drawn(asAna);
    const before = await footprint();
    const seen = async () => [
      await (await server.call(`/api/executions/${id}`, { headers: asAna })).json(),
      await (await server.call(`/api/executions/${id}/results`, { headers: asAna })).json(),
    ];
    const whatAnaSees = await seen();
    const withId = operations.filter(({ path }) => path.includes("{id}"));
    expect(withId.length).toBeGreaterThan(8);
    for (const operation of withId) {
      const answers = [];
      for (const wanted of [id, crypto.randomUUID()]) {
        const path = operation.path.replace("{id}", wanted);
        const response = await ask({ ...operation, path }, asBen);
        answers.push([response.status, (await response.text()).replaceAll(wanted, "…")]);
      }
      // Who is no admin hears so, whether there is such a person or not.
      const status = isForAdmins(operation) ? 403 : 404;
      expect(answers[0]?.[0], `${operation.method} ${operation.path}`).toBe(status);
      expect(answers[0]).toEqual(answers[1]);
    }
    for (const operation of operations.filter(isForAdmins)) {
      const path = operation.path.replace("{id}", ana);
      const response = await ask({ ...operation, path }, asBen);
      const { error } = (await response.json()) as { error: { code: string } };
      expect([operation.path, response.status, error.code]).toEqual([
        operation.path,
        403,
        "not_allowed",
      ]);
    }
    const { workflow_id } = (whatAnaSees[0] as { data: { workflow_id: string } }).data;
    for (const path of ["/api/nano-banana/execute", "/api/estimate"]) {
      const body = JSON.stringify({ workflow_id });
      expect((await ask({ method: "POST", path, body }, asBen)).status).toBe(404);
    }
    expect(await seen()).toEqual(whatAnaSees);
    expect(await footprint()).toEqual(before);
  });

  test("lists hold one's own alone, and a key of idempotency is one's own too", async () => {
    const key = crypto.randomUUID();
    const send = (headers: Record<string, string>) =>
      server.send(
        { api_key: "test-key", prompts: ["the same"], model: "simulator" },
        { ...headers, "idempotency-key": key },
      );
    const ids = [];
    for (const headers of [asAna, asBen]) {
      const answer = (await (await send(headers)).json()) as { data: { execution_id: string } };
      ids.push(answer.data.execution_id);
    }
    expect(ids[0]).not.toBe(ids[1]);
    for (const [index, headers] of [asAna, asBen].entries()) {
      const list = (await (await server.call("/api/executions", { headers })).json()) as {
        data: { id: string }[];
      };
      const listed = list.data.map((one) => one.id);
      expect(listed).toContain(ids[index]);
      expect(listed).not.toContain(ids[1 - index]);
    }
  });
});

test("O6: pictures lie in the bucket, and are read at its public address by whoever knows it, bit for bit", async () => {
  const id = await drawn(asAna, ["a blue owl"]);
  const answer = await server.call(`/api/executions/${id}/results`, { headers: asAna });
  const { data } = (await answer.json()) as { data: { result_url: string }[] };
  const address = data[0]?.result_url ?? "";
  expect(address).toMatch(
    new RegExp(`^${auth.url}/storage/v1/object/public/workflow-results/${ana}/${id}/`),
  );
  const picture = await fetch(address);
  expect(picture.headers.get("cache-control")).toContain("31536000");
  const bytes = Buffer.from(await picture.arrayBuffer());
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect(server.emulator.calls().flatMap((call) => call.imageSha256)).toContain(sha256);
  expect(address).toContain(sha256.slice(0, 32));
});

test("everybody hears where to sign in, and nobody the key that is for the server alone", async () => {
  const text = await (await server.call("/api/settings")).text();
  expect(successOf(Settings).parse(JSON.parse(text)).data.sign_in).toEqual({
    supabase_url: auth.url,
    publishable_key: publishableKey,
  });
  expect(text).not.toContain(secretKey);
});

test("who asks hears who they are, and an admin is one for as long as the database says so", async () => {
  const who = async () => {
    const answer = await (await server.call("/api/me", { headers: asAna })).json();
    return successOf(Me).parse(answer).data;
  };
  const me = { id: ana, email: "aaaa@example.com", by: "session", scope: "run" };
  expect(await who()).toEqual({ ...me, is_admin: false });
  await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [ana]);
  expect(await who()).toEqual({ ...me, is_admin: true });
  await server.owner.query("delete from user_roles where user_id = $1", [ana]);
  expect(await who()).toEqual({ ...me, is_admin: false });
});

test("U18: an admin looks at another's batch as its owner does, changes nothing of it, and sees nothing once the role is gone", async () => {
  const id = await drawn(asAna);
  const looking = operations.filter(
    ({ method, path }) => method === "GET" && path.startsWith("/api/executions/{id}"),
  );
  // A link to an archive is made for whoever may look; it is another for each.
  const opening = operations.filter(({ path }) => path === "/api/executions/{id}/archive");
  const changing = operations.filter(
    (operation) =>
      operation.method !== "GET" &&
      operation.path.startsWith("/api/executions/{id}") &&
      !opening.includes(operation),
  );
  expect([looking.length, opening.length, changing.length]).toEqual([8, 1, 8]);
  const answer = async (operation: Operation, wanted: string, headers: Record<string, string>) => {
    const path = operation.path.replace("{id}", wanted);
    const response = await ask({ ...operation, path }, headers);
    return [response.status, (await response.text()).replaceAll(wanted, "…")];
  };
  await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [ben]);
  const before = await footprint();
  for (const operation of looking) {
    const own = await answer(operation, id, asAna);
    expect(own[0]).toBe(200);
    expect(await answer(operation, id, asBen)).toEqual(own);
    expect((await answer(operation, crypto.randomUUID(), asBen))[0]).toBe(404);
  }
  const link = z.object({ data: z.object({ url: z.url(), bytes: z.int() }) });
  const linkOf = async (headers: Record<string, string>) =>
    link.parse(JSON.parse(String((await answer(opening[0]!, id, headers))[1]))).data;
  const [anasLink, bensLink] = [await linkOf(asAna), await linkOf(asBen)];
  expect(bensLink.bytes).toBe(anasLink.bytes);
  const statusOf = async ({ url }: { url: string }) => {
    const response = await fetch(url.replace("…", id));
    await response.body?.cancel();
    return response.status;
  };
  expect([await statusOf(anasLink), await statusOf(bensLink)]).toEqual([200, 200]);
  for (const operation of changing) {
    const refused = await answer(operation, id, asBen);
    expect([operation.path, refused[0]]).toEqual([operation.path, 404]);
    expect(refused).toEqual(await answer(operation, crypto.randomUUID(), asBen));
  }
  // With a key of one's own, too.
  const kept = await ask(
    {
      method: "POST",
      path: "/api/keys",
      body: JSON.stringify({ api_key: "AIzaOfBen", test: false }),
    },
    asBen,
  );
  const { data } = (await kept.json()) as { data: { id: string } };
  const resume = { method: "POST", path: "/api/executions/{id}/resume" };
  for (const key_id of [data.id, crypto.randomUUID()])
    expect(await answer({ ...resume, body: JSON.stringify({ key_id }) }, id, asBen)).toEqual(
      await answer({ ...resume, body: "{}" }, crypto.randomUUID(), asBen),
    );
  const { workflow_id } = JSON.parse(String((await answer(looking[0]!, id, asAna))[1])).data as {
    workflow_id: string;
  };
  for (const path of ["/api/nano-banana/execute", "/api/estimate"])
    expect(
      (await answer({ method: "POST", path, body: JSON.stringify({ workflow_id }) }, "", asBen))[0],
    ).toBe(404);
  const list = await (await server.call("/api/executions", { headers: asBen })).text();
  expect(list).not.toContain(id);
  expect(await footprint()).toEqual(before);

  await server.owner.query("delete from user_roles where user_id = $1", [ben]);
  for (const operation of [...looking, ...opening])
    expect(await answer(operation, id, asBen)).toEqual(
      await answer(operation, crypto.randomUUID(), asBen),
    );
  expect([await statusOf(anasLink), await statusOf(bensLink)]).toEqual([200, 404]);
});

test("U20: a session leaves one line, at its first question who it is, however many come at once", async () => {
  const session = crypto.randomUUID();
  const tokenOf = async (claims: Record<string, unknown>) => ({
    authorization: `Bearer ${await auth.token({ sub: ben, ...claims })}`,
  });
  const linesOf = async () => {
    const found = await server.owner.query(
      "select user_id, actor, subject, details, ip from audit_events where action = 'signed.in' and user_id = $1 and subject = $2",
      [ben, session],
    );
    return found.rows;
  };
  const me = async (headers: Record<string, string>) =>
    expect((await server.call("/api/me", { headers })).status).toBe(200);
  const [first, renewed] = [
    await tokenOf({ session_id: session }),
    await tokenOf({ session_id: session, iat: Math.floor(Date.now() / 1000) - 1 }),
  ];
  await server.call("/api/executions", { headers: first });
  expect(await linesOf()).toEqual([]);
  await Promise.all([first, renewed, first, renewed, first].map(me));
  const ip = expect.stringContaining("127.0.0.1");
  const line = { user_id: ben, actor: "session", subject: session, details: {}, ip };
  expect(await linesOf()).toEqual([line]);
  // Another session is another line, and a token that tells none leaves none.
  const count = async () =>
    (await server.owner.query("select from audit_events where action = 'signed.in'")).rowCount;
  const before = (await count()) ?? 0;
  await me(await tokenOf({ session_id: crypto.randomUUID() }));
  for (const session_id of [undefined, "", 7, "no id", "' or true"])
    await me(await tokenOf({ session_id }));
  expect(await count()).toBe(before + 1);
});

test("U15: the figures of all are read with their token, wherever one comes from", async () => {
  const status = async (headers: Record<string, string>) => {
    const response = await server.call("/metrics", { headers });
    await response.body?.cancel();
    return response.status;
  };
  const proxied = { "x-forwarded-for": "203.0.113.7" };
  expect(await status({})).toBe(401);
  expect(await status(proxied)).toBe(401);
  expect(await status({ ...proxied, ...asAna })).toBe(401);
  expect(await status({ ...proxied, authorization: "Bearer for-prometheus" })).toBe(200);
});

test("U14: who was deleted and whose token is not over yet is told to sign in again, and nothing is stored", async () => {
  const gone = { authorization: `Bearer ${await auth.token({ sub: crypto.randomUUID() })}` };
  const before = await footprint();
  for (const [path, body] of [
    ["/api/nano-banana/execute", { api_key: "test-key", prompts: ["a fox"] }],
    ["/api/tokens", { name: "mine", scope: "read" }],
    ["/api/keys", { api_key: "AIzaOfNobody", test: false }],
  ] as const) {
    const response = await ask({ method: "POST", path, body: JSON.stringify(body) }, gone);
    expect([path, response.status]).toEqual([path, 401]);
    await response.body?.cancel();
  }
  expect(await footprint()).toEqual(before);
});

test("U4: whom Supabase Auth shuts out sends no script either", async () => {
  await server.owner.query(
    "alter table auth.users add column if not exists banned_until timestamptz",
  );
  const made = await ask(
    {
      method: "POST",
      path: "/api/tokens",
      body: JSON.stringify({ name: "script", scope: "read" }),
    },
    asBen,
  );
  const { data } = (await made.json()) as { data: { token: string } };
  const status = async () => {
    const headers = { authorization: `Bearer ${data.token}` };
    const response = await server.call("/api/executions", { headers });
    await response.body?.cancel();
    return response.status;
  };
  const ban = (upTo: string) =>
    server.owner.query(`update auth.users set banned_until = ${upTo} where id = $1`, [ben]);
  expect(await status()).toBe(200);
  await ban("now() + interval '1 day'");
  expect(await status()).toBe(401);
  await ban("now() - interval '1 day'");
  expect(await status()).toBe(200);
});

test("Z7: a link to an archive counts as its person's request, and opens nothing for whom Supabase Auth shuts out", async () => {
  const id = await drawn(asAna);
  const opening = { method: "POST", path: `/api/executions/${id}/archive`, body: undefined };
  const { data } = (await (await ask(opening, asAna)).json()) as { data: { url: string } };
  await server.owner.query(
    "insert into user_limits (user_id, requests_a_minute) values ($1, 1000)",
    [ana],
  );
  const fetched = async () => {
    const response = await fetch(data.url);
    await response.arrayBuffer();
    return response;
  };
  await until("the limit is known", async () => (await fetched()).headers.has("ratelimit"));
  const leftOf = (response: Response) =>
    Number(/r=(\d+)/.exec(response.headers.get("ratelimit") ?? "")?.[1]);
  const [first, second] = [await fetched(), await fetched()];
  expect(first.status).toBe(200);
  expect(leftOf(second)).not.toBe(leftOf(first));
  await server.owner.query("delete from user_limits where user_id = $1", [ana]);
  await server.owner.query(
    "alter table auth.users add column if not exists banned_until timestamptz",
  );
  const ban = (upTo: string) =>
    server.owner.query(`update auth.users set banned_until = ${upTo} where id = $1`, [ana]);
  await ban("now() + interval '1 day'");
  expect((await fetched()).status).toBe(401);
  await ban("null");
  expect((await fetched()).status).toBe(200);
});

test("I10: neither tokens nor the secret key stand in the log", async () => {
  await drawn(asAna, ["a green owl"]);
  const log = server.logged.join("\n");
  for (const secret of [asAna["authorization"]?.slice(7) ?? "", secretKey])
    expect(log).not.toContain(secret);
});
