import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasRedis } from "../../../../tools/testing/has-redis.ts";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import {
  hasDebianPostgres,
  startDebianPostgres,
} from "../../../../tools/testing/start-debian-postgres.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { type ReadEvent, readEvents } from "../http/testing/read-events.ts";

const needsAll = process.env["BUNCH_NO_SKIPS"] === "1";
const isAllHere = hasDebianPostgres && hasRedis;
if (!isAllHere)
  console.warn(
    "Events over two API processes were not tried: apt-get install postgresql-15 redis-server.",
  );

const pictures = 40;
let emulator: Emulator;
let postgres: Awaited<ReturnType<typeof startDebianPostgres>>;
let redis: Awaited<ReturnType<typeof startRedis>>;
let apis: Bunch[];
let workers: Bunch[];

describe.skipIf(!isAllHere && !needsAll)("two APIs and two workers on servers", () => {
  beforeEach(async () => {
    emulator = await startEmulator({
      tinyPictures: true,
      latency: { kind: "uniform", minMs: 200, maxMs: 500 },
    });
    postgres = await startDebianPostgres({ overTcp: true, settings: ["log_statement=all"] });
    redis = await startRedis();
    const dataDir = await makeTestFolder();
    const start = (role: "api" | "worker", number: number) =>
      startBunch({
        dataDir,
        role,
        env: {
          GEMINI_BASE_URL: emulator.url,
          WORKER_CONCURRENCY: "3",
          DATABASE_URL: postgres.connectionStringOf("root"),
          REDIS_URL: redis.backend.kind === "redis" ? redis.backend.url : "",
          ENCRYPTION_KEY: "0f".repeat(32),
          LOG_DIR: `${dataDir}/logs-${role}-${number}`,
        },
      });
    apis = [await start("api", 1), await start("api", 2)];
    workers = [await start("worker", 1), await start("worker", 2)];
  });
  afterEach(async () => {
    await Promise.all([...workers, ...apis].map((one) => one.stop()));
    await redis.stop();
    await postgres.stop();
    await emulator.stop();
  });

  async function rows<Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: postgres.connectionStringOf("root") });
    await client.connect();
    return client
      .query<Row>(statement)
      .then((found) => found.rows)
      .finally(() => client.end());
  }

  /** Watches a batch to its end, by turns at one API and at the other, the line cut after some events each time. */
  async function watchByTurns(id: string, heard: (event: ReadEvent) => void): Promise<ReadEvent[]> {
    const seen: ReadEvent[] = [];
    for (let turn = 1; turn <= 2 * pictures; turn += 1) {
      const { events, ended } = await readEvents({
        url: `${apis[turn % 2]?.url}/api/executions/${id}/events`,
        lastEventId: seen.at(-1)?.id ?? null,
        until: (sofar) => sofar.length > 2 + (turn % 3),
        timeoutMs: 90_000,
      });
      seen.push(...events);
      for (const event of events) heard(event);
      if (ended) return seen;
    }
    throw new Error("The batch has more events than were waited for.");
  }

  test("I7: whoever hangs on another API than took the batch in sees all that any worker does, goes on at either without gap or repeat, without Redis too; and nobody listens", async () => {
    const form = new FormData();
    form.set("api_key", "AIzaAnywhere");
    form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `picture ${n}`)));
    const sent = await apis[0]!.client.execute(form, crypto.randomUUID());
    const id = sent.execution_id;
    let whileAway = 0;
    let isAway = false;
    const watching = watchByTurns(id, ({ type }) => {
      if (isAway && type === "result.completed") whileAway += 1;
    });
    await until("some are drawn", () => emulator.bill().billedCalls > 8);
    await redis.kill();
    isAway = true;
    // What is in flight ends, is settled and told, with no Redis to carry anything.
    await until("what ends without Redis is seen", () => whileAway > 0);
    isAway = false;
    await redis.bringBack();
    const seen = await watching;

    const written = await rows<{ sequence: string; type: string }>(
      `select sequence, type from execution_events where execution_id = '${id}' order by sequence`,
    );
    const [snapshot, ...events] = seen;
    expect(snapshot?.type).toBe("snapshot");
    expect(events.map((event) => `${event.id} ${event.type}`)).toEqual(
      written
        .filter(({ sequence }) => Number(sequence) > (snapshot?.id ?? 0))
        .map(({ sequence, type }) => `${sequence} ${type}`),
    );
    const drawn = await rows<{ worker: string }>(
      "select distinct worker_id::text as worker from result_attempts",
    );
    expect(drawn).toHaveLength(2);
    expect((await apis[1]!.client.getExecution(id)).stats.successful).toBe(pictures);

    const statements = await postgres.log();
    expect(statements).toContain("private.last_sequences");
    expect(statements).not.toMatch(/(statement|execute [^:]*): *(un)?(listen|notify)\b/i);
    expect(statements).not.toContain("pg_notify");
  }, 120_000);
});
