import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { rm } from "node:fs/promises";
import { startEmulator } from "@bunch/emulator/start-emulator";
import { expect, inject, onTestFinished, test } from "vitest";
import { startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { stopWhenIdle } from "./stop-when-idle.ts";

const afterMs = 200;

test("C14: an open stream, a request and a batch each keep it; without them it ends after its time", async () => {
  const open: ServerResponse[] = [];
  const server = createServer((_request, response) => void open.push(response.writeHead(200)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  let isAtWork = false;
  let looks = 0;
  let stoppedAtMs: number | null = null;
  const idle = stopWhenIdle({
    afterMs,
    isAtWork: async () => {
      looks += 1;
      return isAtWork;
    },
    stop: () => (stoppedAtMs = performance.now()),
    signal: AbortSignal.timeout(20_000),
  });

  const stream = fetch(`http://127.0.0.1:${port}/`);
  await until("the stream is open", () => open.length === 1);
  const openedMs = performance.now();
  await until("several times its time is over", () => performance.now() > openedMs + 5 * afterMs);
  expect({ looks, stoppedAtMs }).toEqual({ looks: 0, stoppedAtMs: null });

  isAtWork = true;
  open[0]?.end();
  await (await stream).text();
  await until("it has seen the batch twice", () => looks >= 2);
  expect(stoppedAtMs).toBeNull();

  isAtWork = false;
  const freeMs = performance.now();
  await idle;
  expect(stoppedAtMs).toBeGreaterThan(freeMs);
});

test("C14: a request that comes and goes while the database is asked keeps it for its whole time", async () => {
  const server = createServer((_request, response) => void response.end("there"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  let askedMs: number | null = null;
  let stoppedAtMs = 0;
  await stopWhenIdle({
    afterMs,
    isAtWork: async () => {
      if (askedMs === null) {
        await (await fetch(`http://127.0.0.1:${port}/`)).text();
        askedMs = performance.now();
      }
      return false;
    },
    stop: () => (stoppedAtMs = performance.now()),
    signal: AbortSignal.timeout(20_000),
  });
  // What it hears of the request's end may be a moment older than what we hear of its answer.
  expect(stoppedAtMs - (askedMs ?? stoppedAtMs)).toBeGreaterThan(afterMs / 2);
});

test("C14: an outage of the database keeps it for a while, one without end does not", async () => {
  const beganMs = performance.now();
  let looks = 0;
  await stopWhenIdle({
    afterMs: 50,
    isAtWork: () => {
      looks += 1;
      return Promise.reject(new Error("the database is away"));
    },
    stop: () => {},
    signal: AbortSignal.timeout(20_000),
  });
  expect(looks).toBeGreaterThan(3);
  expect(performance.now() - beganMs).toBeGreaterThan(500);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
});

test("C14: a server with STOP_WHEN_IDLE_S draws its batch to the end, is there when a pause is over, and then ends as by SIGTERM", async () => {
  const emulator = await startEmulator({
    latency: { kind: "fixed", ms: 900 },
    tinyPictures: true,
  });
  const database = await createTestDatabase(inject("postgres"));
  const dataDir = await makeTestFolder();
  const bunch = await startBunch({
    oneProcess: "only all-in-one stops when idle",
    dataDir,
    env: {
      DATABASE_URL: database.connectionString,
      ENCRYPTION_KEY: "5e".repeat(32),
      GEMINI_BASE_URL: emulator.url,
      WORKER_CONCURRENCY: "1",
      STOP_WHEN_IDLE_S: "1",
    },
  });
  onTestFinished(async () => {
    await bunch.stop();
    await emulator.stop();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  const form = new FormData();
  form.set("api_key", "AIzaIdle");
  form.set("prompts", JSON.stringify(["one", "two", "three", "four [[rate_day]]"]));
  const { execution_id: id } = await bunch.client.execute(form, crypto.randomUUID());
  let hasEnded = false;
  void bunch.ended.then(() => (hasEnded = true));
  // Drawn one by one for longer than its time, while nobody asked for anything; then it is to go on by itself tomorrow.
  await until("the last was asked for", () => hasEnded || emulator.calls().length === 4);
  const pausedMs = performance.now();
  await until("its time is over again", () => hasEnded || performance.now() > pausedMs + 4000);
  expect(hasEnded).toBe(false);
  const { status, reason } = await bunch.client.getExecution(id);
  expect({ status, code: reason?.code }).toEqual({ status: "paused", code: "daily_quota" });
  expect(reason?.until).not.toBeNull();

  await bunch.client.cancel(id);
  expect(await bunch.ended).toBe(0);
  expect(bunch.output()).toContain("nothing is in flight");
});
