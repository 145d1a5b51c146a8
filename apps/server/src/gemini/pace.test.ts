import { rm } from "node:fs/promises";
import { createClient } from "@bunch/contracts/client";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { EmulatorOptions } from "@bunch/emulator/emulator-options";
import { afterEach, expect, inject, test } from "vitest";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

const onServers = inject("servers") !== null;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A provider with limits, and processes of ours on one database and one folder. */
async function place(options: Partial<EmulatorOptions>) {
  const emulator = await startEmulator({ tinyPictures: true, ...options });
  ends.push(() => emulator.stop());
  const database = await createTestDatabase(inject("postgres"));
  ends.push(() => database.drop());
  const dataDir = await makeTestFolder();
  ends.push(() => rm(dataDir, { recursive: true, force: true }));
  const start = async (
    role: "all-in-one" | "api" | "worker" = "all-in-one",
    env: Record<string, string> = {},
  ): Promise<Bunch> => {
    const bunch = await startBunch({
      dataDir,
      role,
      env: {
        GEMINI_BASE_URL: emulator.url,
        DATABASE_URL: database.connectionString,
        ENCRYPTION_KEY: "5e".repeat(32),
        MAX_PROMPTS: "5000",
        ...env,
      },
    });
    ends.push(() => bunch.stop());
    return bunch;
  };
  return { emulator, start };
}

async function submit(bunch: Bunch, name: string, count: number, apiKey = "AIzaPace") {
  const form = new FormData();
  form.set("api_key", apiKey);
  const prompts = Array.from({ length: count }, (_, n) => `${name} ${n}`);
  form.set("prompts", JSON.stringify(prompts));
  return (await bunch.client.execute(form, crypto.randomUUID())).execution_id;
}

const executionOf = (bunch: Bunch, id: string) =>
  createClient({ baseUrl: bunch.url }).getExecution(id);
const completed = (bunch: Bunch, id: string) =>
  until(
    "the batch is completed",
    async () => (await executionOf(bunch, id)).status === "completed",
    { withinMs: 60_000, give: bunch.output },
  );
const receivedMs = (call: ReturnType<Emulator["calls"]>[number]) => Date.parse(call.receivedAt);

test("D1: three pictures behind five thousand begin with the next slots that are free", async () => {
  const { emulator, start } = await place({ latency: { kind: "uniform", minMs: 300, maxMs: 600 } });
  const bunch = await start("all-in-one", { WORKER_CONCURRENCY: "10" });
  await submit(bunch, "big", 5000);
  await until("all slots are busy", () => emulator.bill().inFlight === 10);
  const id = await submit(bunch, "small", 3);
  // However long it took to be taken in, calls went on.
  const before = emulator.calls().length;
  await completed(bunch, id);
  const calls = emulator.calls();
  const first = calls.findIndex((call) => call.prompt?.startsWith("small"));
  const third = calls.findLastIndex((call) => call.prompt?.startsWith("small"));
  // Behind what was in the queue already when it was taken in; then every slot that is freed is theirs. What one look fills
  // the slots with reaches the provider in any order where several processes take it.
  expect(first - before).toBeLessThanOrEqual(10);
  expect(third - first).toBeLessThanOrEqual(onServers ? 10 : 6);
  expect(emulator.bill().maxInFlight).toBeLessThanOrEqual(10);
}, 120_000);

test("T1, T11, T13: a closed gate holds all workers and all batches of a key, outlives a kill, and leaves other keys alone", async () => {
  const windowMs = 9000;
  const { emulator, start } = await place({ requestsPerMinute: 6, windowMs });
  const api = await start("api");
  const workers = [await start("worker"), await start("worker")];
  const id = await submit(api, "mine", 9);
  await until(
    "it waits and says so",
    async () => (await executionOf(api, id)).waiting?.code === "rate_limited",
    { withinMs: 5000 },
  );
  const { waiting } = await executionOf(api, id);
  expect(waiting).toMatchObject({ per_minute: 6 });
  const untilMs = Date.parse(waiting?.until ?? "");
  const later = await submit(api, "later", 2);
  expect((await executionOf(api, later)).waiting).toMatchObject({ code: "rate_limited" });
  for (const worker of workers) {
    worker.kill("SIGKILL");
    await worker.ended;
  }
  const callsBefore = emulator.calls().length;
  const other = await submit(api, "other", 2, "AIzaOther");
  await Promise.all([start("worker"), start("worker")]);
  await completed(api, other);
  await completed(api, id);
  await completed(api, later);
  const mine = emulator
    .calls()
    .slice(callsBefore)
    .filter((call) => call.keyLastFour === "Pace");
  expect(mine.length).toBeGreaterThan(0);
  // Clocks of the provider and of ours are one here; a gate is told in whole milliseconds.
  expect(Math.min(...mine.map(receivedMs))).toBeGreaterThanOrEqual(untilMs - 2);
  expect(emulator.bill().byStatus["200"]).toBe(13);
}, 90_000);

test("T10: an outage of the provider is asked about by single calls, said so, and over with the first answer", async () => {
  const { emulator, start } = await place({ probabilities: { unavailable_503: 1 } });
  const bunch = await start("all-in-one", { MAX_ATTEMPTS: "10", RETRY_FIRST_WAIT_MS: "20" });
  const id = await submit(bunch, "storm", 40);
  await until(
    "it says that the provider is out",
    async () => (await executionOf(bunch, id)).waiting?.code === "provider_overloaded",
    { withinMs: 20_000, give: bunch.output },
  );
  await until("nothing is in flight", () => emulator.bill().inFlight === 0);
  const callsBefore = emulator.calls().length;
  await until("one call asks", () => emulator.calls().length > callsBefore, { withinMs: 10_000 });
  emulator.configure({ probabilities: {} });
  const asked = emulator.calls().length;
  expect(asked - callsBefore).toBe(1);
  await completed(bunch, id);
  const { stats } = await executionOf(bunch, id);
  expect(stats).toMatchObject({ successful: 40, failed: 0, possible_cost: 0 });
}, 90_000);
