import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { sharesSessions } from "@bunch/adapters/postgres/shares-sessions";
import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasRedis } from "../testing/has-redis.ts";
import { type AuthStub, startAuthStub } from "../testing/start-auth-stub.ts";
import { runStartFile } from "../testing/run-start-file.ts";
import { type Bunch, freePort, startBunch } from "../testing/start-bunch.ts";
import { hasDebianPostgres, startDebianPostgres } from "../testing/start-debian-postgres.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";
import { hasPgbouncer, startPgbouncer } from "./start-pgbouncer.ts";

const isThere = hasPgbouncer && hasDebianPostgres && hasRedis;
const isNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
if (!isThere && !isNeeded)
  console.warn(
    "A pooler in transaction mode was not tried: apt-get install pgbouncer postgresql-15 redis-server.",
  );

const [ana, ben] = ["aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"];
const prompts = Array.from({ length: 20 }, (_, number) => `a fox, number ${number}`);
const connectionsOfEach = 3;

describe.skipIf(!isThere && !isNeeded)("behind a pooler in transaction mode", () => {
  const opened: (() => Promise<unknown>)[] = [];
  let auth: AuthStub;
  let owner: pg.Client;
  let api: Bunch;
  let apiUrl: string;
  let oneUrl: string;
  let directUrl: string;
  let mostAtOnce = 0;

  beforeAll(async () => {
    const later = <Part>(part: Part, close: (part: Part) => Promise<unknown>): Part => {
      opened.push(() => close(part));
      return part;
    };
    const postgres = later(await startDebianPostgres(), (part) => part.stop());
    const redis = later(await startRedis(), (part) => part.stop());
    const storage = later(await startStorageServer(), (part) => part.stop());
    auth = later(await startAuthStub({ storageUrl: storage.url }), (part) => part.stop());
    const pooler = later(
      await startPgbouncer({
        socketFolder: postgres.socketFolder,
        logins: ["root", "app_api", "app_worker"],
        connectionsOfEach,
      }),
      (part) => part.stop(),
    );
    const dataDir = later(await makeTestFolder(), (folder) =>
      rm(folder, { recursive: true, force: true }),
    );
    apiUrl = pooler.urlOf("app_api", "postgres");
    oneUrl = pooler.urlOf("root", "postgres");
    directUrl = postgres.connectionStringOf("root");
    const env = {
      // Each role by its own login: what a session has set does not last here. The queue's LISTEN would not either.
      DATABASE_URL: oneUrl,
      DATABASE_URL_API: apiUrl,
      DATABASE_URL_WORKER: pooler.urlOf("app_worker", "postgres"),
      REDIS_URL: redis.backend.kind === "redis" ? redis.backend.url : "",
      ENCRYPTION_KEY: "0f".repeat(32),
      SUPABASE_URL: auth.url,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_for-browsers",
      SUPABASE_SECRET_KEY: stubKeys.secret,
      WORKER_CONCURRENCY: "10",
    };
    api = later(await startBunch({ dataDir, env, role: "api" }), (part) => part.stop());
    later(
      await startBunch({
        dataDir,
        env: { ...env, LOG_DIR: `${dataDir}/logs-worker` },
        role: "worker",
      }),
      (part) => part.stop(),
    );
    owner = later(new pg.Client(postgres.connectionStringOf("root")), (part) => part.end());
    await owner.connect();
    await owner.query("insert into auth.users (id) values ($1), ($2)", [ana, ben]);
  });
  afterAll(async () => {
    for (const close of opened.toReversed()) await close();
  });

  async function ask(person: string, path: string, body?: object) {
    const response = await fetch(`${api.url}${path}`, {
      method: body ? "POST" : "GET",
      headers: {
        authorization: `Bearer ${await auth.token({ sub: person })}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { data } = (await response.json()) as { data?: unknown };
    return { status: response.status, data };
  }
  const start = async (person: string): Promise<string> => {
    const body = { model: "simulator", image_size: "64", prompts };
    const { status, data } = await ask(person, "/api/nano-banana/execute", body);
    expect(status).toBe(202);
    return (data as { execution_id: string }).execution_id;
  };
  const connections = async () => {
    const found = await owner.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where usename = 'app_api'",
    );
    return found.rows[0]?.count ?? 0;
  };

  test("I3, U14: batches of two people at once are drawn to the end, and nobody sees anything of the other's", async () => {
    const batches = await Promise.all(
      [ana, ben, ana, ben].map(async (person) => ({ person, id: await start(person) })),
    );
    const idsOf = (person: string) =>
      batches.filter((batch) => batch.person === person).map(({ id }) => id);
    type Listed = { id: string; status: string; stats: { successful: number } }[];
    const look = async (person: string): Promise<Listed> => {
      const { data } = await ask(person, "/api/executions");
      const listed = data as Listed;
      expect(listed.map(({ id }) => id).toSorted()).toEqual(idsOf(person).toSorted());
      return listed;
    };
    await until(
      "all four batches have ended",
      async () => {
        // Many at once, of both, so that they share the pooler's few connections while workers write.
        const seen = await Promise.all(
          Array.from({ length: 20 }, (_, turn) => look(turn % 2 ? ana : ben)),
        );
        mostAtOnce = Math.max(mostAtOnce, await connections());
        return seen.flat().every(({ status }) => status === "completed");
      },
      { withinMs: 90_000, give: () => api.output() },
    );
    for (const { person, id } of batches) {
      const other = person === ana ? ben : ana;
      const results = await ask(person, `/api/executions/${id}/results`);
      expect(results.data).toHaveLength(prompts.length);
      for (const path of ["", "/results", "/events", "/manifest.json"])
        expect(await ask(other, `/api/executions/${id}${path}`)).toMatchObject({ status: 404 });
    }
    const calls = await owner.query<{ calls: number; owners: number }>(
      "select count(*)::int as calls, count(distinct user_id)::int as owners from result_attempts",
    );
    expect(calls.rows).toEqual([{ calls: batches.length * prompts.length, owners: 2 }]);
    expect(mostAtOnce).toBeLessThanOrEqual(connectionsOfEach);
  });

  test("S2: no connection that the pooler lends next remembers who came before", async () => {
    const clients = await Promise.all(
      Array.from({ length: connectionsOfEach }, async () => {
        const client = new pg.Client(apiUrl);
        await client.connect();
        await client.query("begin");
        return client;
      }),
    );
    try {
      // Each holds one of them all: none is left that was not looked at.
      const left = await Promise.all(
        clients.map((client) =>
          client.query(
            `select pg_backend_pid() as pid, current_user::text as role, coalesce(current_setting('request.jwt.claims', true), '') as claims,
               (select count(*)::int from workflow_executions) as seen`,
          ),
        ),
      );
      const rows = left.flatMap((found) => found.rows as { pid: number }[]);
      expect(new Set(rows.map(({ pid }) => pid)).size).toBe(connectionsOfEach);
      for (const row of rows) expect(row).toMatchObject({ role: "app_api", claims: "", seen: 0 });
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  test("one login for all roles is refused there, and taken where each connection is a session", async () => {
    expect(await sharesSessions(directUrl)).toBe(false);
    expect(await sharesSessions(oneUrl)).toBe(true);
    const dataDir = await makeTestFolder();
    opened.push(() => rm(dataDir, { recursive: true, force: true }));
    const env = { DATA_DIR: dataDir, LOG_DIR: `${dataDir}/logs`, PORT: String(await freePort()) };
    const { code, output } = await runStartFile("worker", {
      env: { ...env, DATABASE_URL: oneUrl, ENCRYPTION_KEY: "0f".repeat(32) },
    });
    expect(code).toBe(1);
    expect(output).toContain("DATABASE_URL leads to a pooler in transaction mode");
  });
});
