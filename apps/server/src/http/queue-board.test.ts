import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { QueueBoard } from "@bunch/contracts/queue-board";
import { Ready } from "@bunch/contracts/ready";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hasRedis } from "../../../../tools/testing/has-redis.ts";
import { type AuthStub, startAuthStub } from "../../../../tools/testing/start-auth-stub.ts";
import { until } from "../../../../tools/testing/until.ts";
import { readExposition } from "./testing/read-exposition.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const board = "/admin/queues";
type Shown = { queues: { name: string; readOnlyMode: boolean; counts: Record<string, number> }[] };

/** Two batches whose calls take long, so that some jobs are active: one slot each would leave others waiting. */
async function withWork(env: Record<string, string>) {
  const server = await startTestServer({ withWorker: true, latencyMs: 4000, env });
  onTestFinished(() => server.close());
  await server.execute({ prompts: ["a secret fox", "a secret hare", "a secret owl"] });
  return server;
}

async function looksWell(server: TestServer) {
  let shown: Shown["queues"] = [];
  await until("the dashboard shows the jobs under way", async () => {
    const response = await server.call(
      `${board}/api/queues?activeQueue=results&status=active&page=1`,
    );
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).not.toContain("secret");
    shown = (JSON.parse(text) as Shown).queues;
    return shown[0]?.counts["active"] === 3;
  });
  expect(shown).toMatchObject([{ name: "results", readOnlyMode: true }]);
  const families = readExposition(await (await server.call("/metrics")).text());
  const jobs = families.get("bunch_queue_jobs")?.samples ?? [];
  expect(jobs.find(({ labels }) => labels["state"] === "active")?.value).toBe(3);
  expect(families.get("bunch_queue_up")?.samples[0]?.value).toBe(1);
  const page = await server.call(board);
  const html = await page.text();
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(page.headers.get("x-powered-by")).toBeNull();
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  const [, script] = /<script defer src="([^"]+)"/.exec(html) ?? [];
  expect((await server.call(`${board}/${script}`)).status).toBe(200);
  const pause = await server.call(`${board}/api/queues/results/pause`, { method: "PUT" });
  expect(pause.status).toBe(405);
}

describe("N3, N4: where nobody signs in, the dashboard shows the queue's jobs without their content and changes nothing", () => {
  test("on PostgreSQL", async () => {
    await looksWell(await withWork({}));
  });

  test.skipIf(!hasRedis && !process.env["CI"])(
    "on Redis; with Redis away it says so, the API stays ready and takes batches in",
    async () => {
      const redis = await startRedis();
      if (redis.backend.kind !== "redis") throw new Error("That is no Redis.");
      onTestFinished(() => redis.stop());
      const server = await withWork({ REDIS_URL: redis.backend.url });
      await looksWell(server);
      await redis.kill();
      const ready = await server.call("/ready");
      expect(successOf(Ready).parse(await ready.json()).data.degraded).toEqual(["queue"]);
      expect(ready.status).toBe(200);
      const families = readExposition(await (await server.call("/metrics")).text());
      expect(families.get("bunch_queue_up")?.samples[0]?.value).toBe(0);
      expect(families.get("bunch_queue_jobs")?.samples).toEqual([]);
      const { execution_id: id } = await server.execute({ prompts: ["another"] });
      expect((await server.executionOf(id)).status).toBe("pending");
      await redis.bringBack();
      await until(
        "the queue is back",
        async () => {
          const again = successOf(Ready).parse(await (await server.call("/ready")).json());
          return again.data.degraded.length === 0;
        },
        { withinMs: 20_000 },
      );
      await server.ended(id);
    },
    120_000,
  );
});

describe("N4: where people sign in", () => {
  const [ana, ben] = [crypto.randomUUID(), crypto.randomUUID()];
  let storage: Awaited<ReturnType<typeof startStorageServer>>;
  let auth: AuthStub;
  let server: TestServer;
  beforeAll(async () => {
    storage = await startStorageServer();
    auth = await startAuthStub({ storageUrl: storage.url });
    server = await startTestServer({
      env: {
        SUPABASE_URL: auth.url,
        SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
        SUPABASE_SECRET_KEY: stubKeys.secret,
        TRUST_PROXY: "1",
      },
    });
    await server.owner.query("insert into auth.users (id) values ($1), ($2)", [ana, ben]);
    await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [ana]);
  });
  afterAll(async () => {
    await server?.close();
    await auth?.stop();
    await storage?.stop();
  });

  const ask = async (sub: string, more: Record<string, string> = {}) =>
    server.call("/api/admin/queues", {
      method: "POST",
      headers: { authorization: `Bearer ${await auth.token({ sub })}`, ...more },
    });
  const look = (cookie?: string, language = "en") =>
    server.call(board, { headers: { "accept-language": language, ...(cookie && { cookie }) } });

  test("an admin gets a cookie for that page alone, which opens it until the role is taken away", async () => {
    const response = await ask(ana);
    const { url } = successOf(QueueBoard).parse(await response.json()).data;
    expect(url).toBe(`${server.base}${board}`);
    const given = response.headers.get("set-cookie") ?? "";
    expect(given).toMatch(/^bunch_queues=/);
    for (const word of ["HttpOnly", "SameSite=Strict", `Path=${board}`, "Max-Age=600"])
      expect(given).toContain(word);
    const cookie = given.split(";")[0] ?? "";
    expect((await look(cookie)).status).toBe(200);
    expect((await server.call(`${board}/api/queues`, { headers: { cookie } })).status).toBe(200);

    await server.owner.query("delete from user_roles where user_id = $1", [ana]);
    const refused = await look(cookie, "fr");
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("Réservé aux administrateurs");
    expect((await ask(ana)).status).toBe(403);
    await server.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [ana]);
    expect((await look(cookie)).status).toBe(200);
  });

  test("a browser that came by HTTPS sends the cookie by nothing else, though PUBLIC_URL does not say so", async () => {
    const cookieOf = async (protocol: string) =>
      (await ask(ana, { "x-forwarded-proto": protocol })).headers.get("set-cookie") ?? "";
    expect(await cookieOf("https")).toContain("; Secure");
    expect(await cookieOf("http")).not.toContain("Secure");
  });

  test("nobody else gets in: no cookie, one that was changed, one of another person's, no admin, a token", async () => {
    const cookie = ((await ask(ana)).headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const [, body = "", signature = ""] = /=(.+)\.(.+)$/.exec(cookie) ?? [];
    const forged = Buffer.from(
      Buffer.from(body, "base64url").toString().replace(ana, ben),
    ).toString("base64url");
    for (const one of [undefined, "bunch_queues=", `bunch_queues=${forged}.${signature}`]) {
      const response = await look(one);
      expect(response.status).toBe(401);
      expect(await response.text()).toContain("open it from the admin page");
    }
    const response = await ask(ben);
    expect(response.status).toBe(403);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect((await server.call("/api/admin/queues", { method: "POST" })).status).toBe(401);
    const made = await server.call("/api/tokens", {
      method: "POST",
      headers: {
        authorization: `Bearer ${await auth.token({ sub: ana })}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ name: "script", scope: "run", expires_in_days: 1 }),
    });
    const { data } = (await made.json()) as { data: { token: string } };
    const byToken = await server.call("/api/admin/queues", {
      method: "POST",
      headers: { authorization: `Bearer ${data.token}` },
    });
    expect(Failure.parse(await byToken.json()).error.code).toBe("not_allowed");
  });
});
