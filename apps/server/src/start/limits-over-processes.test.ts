import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import { successOf } from "@bunch/contracts/envelope";
import { LimitsUse } from "@bunch/contracts/limit";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { hasRedis } from "../../../../tools/testing/has-redis.ts";
import { type AuthStub, startAuthStub } from "../../../../tools/testing/start-auth-stub.ts";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";

const needsAll = process.env["BUNCH_NO_SKIPS"] === "1";
if (!hasRedis) console.warn("Limits were not counted in Redis: apt-get install redis-server.");
const most = 10;
const atOnce = 100;
let storage: Awaited<ReturnType<typeof startStorageServer>>;
let auth: AuthStub;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let owner: pg.Pool;
let servers: Bunch[];

beforeAll(async () => {
  storage = await startStorageServer();
  auth = await startAuthStub({ storageUrl: storage.url });
});
afterAll(async () => {
  await auth?.stop();
  await storage?.stop();
});
beforeEach(async () => {
  servers = [];
  database = await createTestDatabase(inject("postgres"));
  owner = new pg.Pool({ connectionString: database.connectionString, max: 2 });
  owner.on("error", () => {});
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await owner.end();
  await database.drop();
});

/** Two API processes, each with a folder of its own, on one database. */
async function startTwo(env: Record<string, string> = {}): Promise<void> {
  for (let number = 0; number < 2; number += 1)
    servers.push(
      await startBunch({
        dataDir: await makeTestFolder(),
        role: "api",
        env: {
          DATABASE_URL: database.connectionString,
          ENCRYPTION_KEY: "0f".repeat(32),
          SUPABASE_URL: auth.url,
          SUPABASE_PUBLISHABLE_KEY: "sb_publishable_for-browsers",
          SUPABASE_SECRET_KEY: stubKeys.secret,
          GEMINI_API_KEY: "AIzaOfTheServer",
          ...env,
        },
      }),
    );
}

/** Somebody who has signed in, with these limits. */
async function somebody(limits: string): Promise<{ id: string; headers: Record<string, string> }> {
  const id = crypto.randomUUID();
  await owner.query("insert into auth.users (id) values ($1)", [id]);
  await owner.query(`insert into user_limits (user_id, ${limits}) values ($1, ${most})`, [id]);
  return { id, headers: { authorization: `Bearer ${await auth.token({ sub: id })}` } };
}

/** Sends so many requests at once, one after the other to each process, and counts the answers by status. */
async function send(path: string, init: () => RequestInit) {
  const answers = await Promise.all(
    Array.from({ length: atOnce }, async (_, number) => {
      const response = await fetch(`${servers[number % 2]?.url}${path}`, init());
      return { response, body: await response.text() };
    }),
  );
  const statuses: Record<number, number> = {};
  for (const { response } of answers)
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
  return { statuses, refused: answers.filter(({ response }) => response.status === 429) };
}

async function exactlyTenPass(): Promise<void> {
  const person = await somebody("requests_a_minute");
  const { statuses, refused } = await send("/api/executions", () => ({ headers: person.headers }));
  expect(statuses).toEqual({ 200: most, 429: atOnce - most });
  const one = refused[0];
  expect(JSON.parse(one?.body ?? "")).toMatchObject({
    error: { code: "over_limit", details: { limit: "requests_a_minute" } },
  });
  const after = Number(one?.response.headers.get("retry-after"));
  expect(after).toBeGreaterThanOrEqual(1);
  expect(after).toBeLessThanOrEqual(60);
  const other = await somebody("requests_a_minute");
  const own = await fetch(`${servers[0]?.url}/api/limits`, { headers: other.headers });
  expect(successOf(LimitsUse).parse(await own.json()).data.requests_a_minute).toMatchObject({
    limit: most,
    used: 1,
  });
}

test("L3: of a hundred requests at once to two processes exactly ten pass, counted in PostgreSQL, and another's are untouched", async () => {
  await startTwo();
  await exactlyTenPass();
});

test("L4, L9: of a hundred batches at once, sent to two processes, exactly ten are written; the servers have warned of their key", async () => {
  await startTwo();
  const { id, headers } = await somebody("executions_a_day");
  const body = JSON.stringify({ model: "simulator", image_size: "64", prompts: ["a fox"] });
  const { statuses, refused } = await send("/api/nano-banana/execute", () => ({
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
  }));
  expect(statuses).toEqual({ 202: most, 429: atOnce - most });
  expect(Number(refused[0]?.response.headers.get("retry-after"))).toBeLessThanOrEqual(86_400);
  for (const table of ["workflows", "workflow_executions", "workflow_batch_results"]) {
    const stored = await owner.query(`select from ${table} where user_id = $1`, [id]);
    expect([table, stored.rowCount]).toEqual([table, most]);
  }
  expect(servers.map((server) => server.output().includes("without a limit"))).toEqual([
    true,
    true,
  ]);
});

describe.skipIf(!hasRedis && !needsAll)("with Redis", () => {
  test("L3: exactly ten pass, counted in Redis, and while that is away in PostgreSQL", async () => {
    const redis = await startRedis();
    try {
      if (redis.backend.kind !== "redis") throw new Error("It is no Redis.");
      await startTwo({ REDIS_URL: redis.backend.url });
      await exactlyTenPass();
      const counted = "select from private.request_counts";
      expect((await owner.query(counted)).rowCount).toBe(0);
      await redis.kill();
      await exactlyTenPass();
      expect((await owner.query(counted)).rowCount).toBe(2);
      await redis.bringBack();
    } finally {
      await redis.stop();
    }
  });
});
