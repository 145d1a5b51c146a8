import { createHash } from "node:crypto";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

const pictures = 3;
let emulator: Emulator;
let api: Bunch;
let worker: Bunch;
let startWorker: (name: string) => Promise<Bunch>;

beforeEach(async () => {
  emulator = await startEmulator({ script: [`hang_before_headers*${pictures}`] });
  const dataDir = await makeTestFolder();
  const port = await freePort();
  const env = {
    GEMINI_BASE_URL: emulator.url,
    WORKER_CONCURRENCY: "4",
    HEARTBEAT_MS: "200",
    DEATH_AFTER_MS: "1500",
    ON_DOUBT: "ask",
  };
  api = await startBunch({ dataDir, port, env, role: "api" });
  startWorker = (name) =>
    startBunch({
      dataDir,
      port,
      env: { ...env, LOG_DIR: `${dataDir}/logs-${name}` },
      role: "worker",
    });
  worker = await startWorker("one");
});

afterEach(async () => {
  await worker.stop();
  await api.stop();
  await emulator.stop();
});

/** A batch of which every call has left, and waits for its answer. */
async function underWay(): Promise<string> {
  const form = new FormData();
  form.set("api_key", "AIzaAsking");
  form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `asked ${n}`)));
  const { execution_id: id } = await api.client.execute(form, crypto.randomUUID());
  await until("all calls are under way", () => emulator.bill().inFlight === pictures);
  return id;
}

const asks = (id: string) =>
  until("it waits for a decision", async () => {
    const { reason, stats } = await api.client.getExecution(id);
    return reason?.code === "doubts" && stats.undecided === pictures;
  });

const completed = (id: string) =>
  until("all pictures are there", async () => {
    const { status, stats } = await api.client.getExecution(id);
    return status === "completed" && stats.successful === pictures;
  });

test("R11, R18: what a killed worker had called is asked about, and nothing of it is drawn again until its owner says so", async () => {
  const id = await underWay();
  worker.kill("SIGKILL");
  await worker.ended;
  worker = await startWorker("two");
  await asks(id);
  expect(emulator.calls()).toHaveLength(pictures);
  await api.client.decideDoubts(id, { decision: "draw_again" });
  await completed(id);
  expect(emulator.calls()).toHaveLength(2 * pictures);
  const { stats } = await api.client.getExecution(id);
  expect(stats.undecided).toBe(0);
  expect(stats.possible_cost).toBeGreaterThan(0);
});

test("R20, F8: a worker that was only asleep brings its pictures after all, and nobody has to decide any more", async () => {
  const id = await underWay();
  const other = await startWorker("two");
  worker.kill("SIGSTOP");
  await asks(id);
  emulator.release();
  worker.kill("SIGCONT");
  await completed(id);
  await other.stop();
  expect(emulator.calls()).toHaveLength(pictures);
  const { stats } = await api.client.getExecution(id);
  expect(stats).toMatchObject({ undecided: 0, possible_cost: 0 });
  const sent = new Set(emulator.calls().flatMap((call) => call.imageSha256));
  for (const result of (await api.client.listResults(id)).data) {
    const picture = await fetch(result.result_url ?? "");
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect(sent).toContain(createHash("sha256").update(bytes).digest("hex"));
  }
});
