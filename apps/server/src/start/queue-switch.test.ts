import { once } from "node:events";
import { connect } from "node:net";
import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasRedis } from "../../../../tools/testing/has-redis.ts";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

const needsAll = process.env["BUNCH_NO_SKIPS"] === "1";
if (!hasRedis)
  console.warn("A change of the queue midway was not tried: apt-get install redis-server.");

const pictures = 30;
let emulator: Emulator;
let redis: Awaited<ReturnType<typeof startRedis>>;
let dataDir: string;
let port: number;
let bunch: Bunch;

/** The database in Redis that is asked for; another is 0. */
const number = "3";
const redisPort = () => (redis.backend.kind === "redis" ? new URL(redis.backend.url).port : "");
const onRedis = () => ({ REDIS_HOST: "127.0.0.1", REDIS_PORT: redisPort(), REDIS_DB: number });
const start = (queue: Record<string, string>) =>
  startBunch({
    dataDir,
    port,
    env: { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: "4", ...queue },
    oneProcess:
      "each start has another queue, and where its servers are given it would have theirs",
  });

/** What Redis says to lines of words, one answer each. */
async function say(...lines: string[]): Promise<string[]> {
  const socket = connect({ port: Number(redisPort()), host: "127.0.0.1" });
  const answers: string[] = [];
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    answers.push(answer.toString().trim());
  }
  socket.destroy();
  return answers;
}
const keysIn = async (database: string) =>
  Number((await say(`SELECT ${database}`, "DBSIZE")).at(-1)?.slice(1));

async function submit(): Promise<string> {
  const form = new FormData();
  form.set("api_key", "AIzaSwitch");
  form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `picture ${n}`)));
  return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
}

const calledMoreThan = (calls: number) =>
  until(`more than ${calls} calls`, () => emulator.calls().length > calls, { withinMs: 30_000 });

async function drawnOnceEach(id: string): Promise<void> {
  await until(
    "the batch has ended",
    async () => {
      const execution = await bunch.client.getExecution(id).catch(() => null);
      return (execution?.completed_at ?? null) !== null;
    },
    { withinMs: 90_000, give: bunch.output },
  );
  const { stats } = await bunch.client.getExecution(id);
  expect(stats).toMatchObject({ successful: pictures, failed: 0, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(pictures);
}

describe.skipIf(!hasRedis && !needsAll)("the queue on PostgreSQL and on Redis", () => {
  beforeEach(async () => {
    emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 150 } });
    redis = await startRedis();
    dataDir = await makeTestFolder();
    port = await freePort();
  });
  afterEach(async () => {
    await bunch.stop();
    await redis.stop();
    await emulator.stop();
  });

  test("D2, I3: a batch goes on where its queue is another after each restart, there and back, and nothing is paid twice", async () => {
    bunch = await start({});
    const id = await submit();
    for (const [calls, queue] of [
      [5, onRedis()],
      [12, {}],
      [20, onRedis()],
    ] as const) {
      await calledMoreThan(calls);
      // Calls in flight end and are stored; what is handed out stays behind in the queue that nobody asks any more.
      bunch.kill("SIGTERM");
      expect(await bunch.ended, bunch.output()).toBe(0);
      bunch = await start(queue);
    }
    await drawnOnceEach(id);
    expect(await keysIn(number)).toBeGreaterThan(0);
    expect(await keysIn("0")).toBe(0);
  }, 150_000);

  test("D2, I3: away for a minute in the middle of a batch, then back and empty, Redis costs time and nothing else", async () => {
    bunch = await start(onRedis());
    const id = await submit();
    await calledMoreThan(8);
    await redis.kill();
    const goneAtMs = performance.now();
    await until("what was under way is stored", () => emulator.bill().inFlight === 0);
    await until("a minute has passed", () => performance.now() - goneAtMs >= 60_000, {
      withinMs: 70_000,
    });
    expect((await fetch(`${bunch.url}/health`)).status).toBe(200);
    await redis.bringBack();
    await drawnOnceEach(id);
  }, 200_000);
});
