import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createImageModels } from "@bunch/adapters/models/registry";
import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { simulatorCatalogue } from "@bunch/adapters/models/simulator/catalogue";
import { drawPicture } from "@bunch/adapters/models/simulator/draw-picture";
import { pictureAnswer } from "@bunch/adapters/models/simulator/mapping";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createLedger } from "@bunch/adapters/postgres/ledger";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
import { createRecoveryStore } from "@bunch/adapters/postgres/recovery-store";
import { makeSubmission } from "@bunch/adapters/postgres/testing/make-submission";
import { createWorkerRegistry } from "@bunch/adapters/postgres/worker-registry";
import { createClock } from "@bunch/adapters/process/clock";
import { createDiskSpool } from "@bunch/adapters/spool/disk-spool";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";
import { defaultRetryPolicy } from "../results/retry-policy.ts";
import { AnswerRoom } from "./answer-room.ts";
import { keepWatch } from "./keep-watch.ts";
import { silentTracer } from "../ports/silent-tracer.ts";

const inspector = createPictureInspector();
const spoolId = randomUUID();
const userId = testUserId;
let folder: string;
let workers: Pool;
let api: Pool;
let owner: Pool;
let drop: () => Promise<void>;

beforeAll(async () => {
  folder = await makeTestFolder();
  const database = await createTestDatabase(inject("postgres"));
  drop = database.drop;
  const { connectionString } = database;
  const onError = () => {};
  workers = createPool({ connectionString, role: "app_worker", most: 6, onError });
  api = createPool({ connectionString, role: "app_api", most: 2, onError });
  owner = createPool({ connectionString, role: null, most: 1, onError });
});
afterAll(async () => {
  await Promise.all([workers, api, owner].map((pool) => pool?.end()));
  await drop?.();
  await rm(folder, { recursive: true, force: true });
});

const spool = () => createDiskSpool({ folder: join(folder, "spool") });

function doors() {
  return {
    ledger: createLedger(workers, spoolId),
    recovery: createRecoveryStore(workers),
    registry: createWorkerRegistry(workers),
    models: createImageModels({ catalogue: [...geminiCatalogue, ...simulatorCatalogue] }),
    spool: spool(),
    objects: createDiskObjects({ folder: join(folder, "pictures") }),
    pictures: inspector,
    answerRoom: new AnswerRoom({ bytes: 128_000_000 }),
    sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
    crc32,
    clock: createClock(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    tracer: silentTracer,
    meter: { attemptEnded: () => {}, resultEnded: () => {} },
    policy: defaultRetryPolicy,
    vault: createKeyVault({ encryptionKey: "ab".repeat(32) }),
    hideSecret: () => {},
  };
}

/** A batch of one picture, claimed by a worker that has left since. */
async function orphan(deadId: string): Promise<{ executionId: string; attemptId: string }> {
  const settings = { aspectRatio: "1:1", imageSize: "64", variations: 1, seed: null };
  const submission = makeSubmission({ userId, prompts: ["a fox"], settings });
  const { executionId } = submission;
  await createExecutionStore(api).submit(submission);
  const found = await owner.query<{ id: string }>(
    "select id from workflow_batch_results where execution_id = $1",
    [executionId],
  );
  const claim = await doors().ledger.claim({
    resultId: found.rows[0]?.id ?? "",
    workerId: deadId,
    account: "keyless",
    ceilingMicros: 50_000,
    deadlineMs: 60_000,
  });
  if (!claim) throw new Error("The result could not be claimed.");
  return { executionId, attemptId: claim.attemptId };
}

async function answerFor(attemptId: string): Promise<void> {
  const size = { width: 64, height: 64 };
  const picture = await drawPicture({ prompt: "a fox", variation: 0, ...size, references: [] });
  const sink = await spool().open({ attemptId });
  await sink.begin({ status: 200 });
  for (const chunk of pictureAnswer(picture)) await sink.write(chunk);
  await sink.finish();
}

async function leftWorker(): Promise<string> {
  const workerId = randomUUID();
  const { registry } = doors();
  await registry.join({ workerId, spoolId, slots: 1 });
  await registry.leave({ workerId });
  return workerId;
}

async function watchWhile(
  input: { workerId: string; tookOver?: () => void },
  meanwhile: () => Promise<void>,
): Promise<void> {
  await doors().registry.join({ workerId: input.workerId, spoolId, slots: 1 });
  const end = new AbortController();
  const watching = keepWatch(doors(), {
    tookOver: () => {},
    ...input,
    spoolId,
    heartbeatMs: 20,
    deathAfterMs: 2000,
    hands: { held: new Map(), waiting: new Set(), broken: new Set() },
    predecessorIds: [],
    tellDead: () => {},
    until: end.signal,
    leave: new AbortController().signal,
  });
  try {
    await meanwhile();
  } finally {
    end.abort();
    await watching;
  }
}

const statusOf = async (executionId: string) => {
  const found = await owner.query<{ status: string }>(
    "select status from workflow_batch_results where execution_id = $1",
    [executionId],
  );
  return found.rows[0]?.status;
};
const beatOf = async (workerId: string) => {
  const found = await owner.query<{ beat: number }>("select beat from workers where id = $1", [
    workerId,
  ]);
  return found.rows[0]?.beat ?? 0;
};

test("F10, F11: a heart beats on while a recovery waits for the store, and what nobody claimed is still taken back", async () => {
  const { executionId, attemptId } = await orphan(await leftWorker());
  await answerFor(attemptId);
  const waiting = makeSubmission({ userId, prompts: ["a bear"] });
  await createExecutionStore(api).submit(waiting);
  await owner.query(
    "update workflow_batch_results set handed_out_at = now() - interval '1 hour' where execution_id = $1",
    [waiting.executionId],
  );
  const pictures = join(folder, "pictures");
  await mkdir(join(pictures, ".incoming"), { recursive: true });
  const workerId = randomUUID();
  await watchWhile({ workerId }, async () => {
    // The store is out: where its folder should be lies a file.
    await rename(pictures, `${pictures}.away`);
    await writeFile(pictures, "");
    await until("the orphan is adopted", async () => {
      const found = await owner.query("select from result_attempts where id = $1 and fence = 2", [
        attemptId,
      ]);
      return found.rowCount === 1;
    });
    const before = await beatOf(workerId);
    await until("the heart beats on", async () => (await beatOf(workerId)) > before + 5);
    await until("what nobody claimed is taken back", async () => {
      const found = await owner.query(
        "select from workflow_batch_results where execution_id = $1 and handed_out_at is null",
        [waiting.executionId],
      );
      return found.rowCount === 1;
    });
    expect(await statusOf(executionId)).toBe("processing");
    await rm(pictures);
    await rename(`${pictures}.away`, pictures);
    await until("it is stored", async () => (await statusOf(executionId)) === "completed");
  });
});

test("F6: an answer that cannot be read from the disk stops no other recovery, and no worker from starting", async () => {
  const deadId = await leftWorker();
  const sick = await orphan(deadId);
  await mkdir(join(folder, "spool", `${sick.attemptId}.answer`), { recursive: true });
  const sound = await orphan(deadId);
  await answerFor(sound.attemptId);
  let tookOver = false;
  const told = () => {
    tookOver = true;
  };
  await watchWhile({ workerId: randomUUID(), tookOver: told }, async () => {
    await until("the other is stored", async () => {
      return (await statusOf(sound.executionId)) === "completed";
    });
    await until("the start may go on", () => tookOver);
    expect(await statusOf(sick.executionId)).toBe("processing");
    await rm(join(folder, "spool", `${sick.attemptId}.answer`), { recursive: true });
    await until("it is a doubt", async () => (await statusOf(sick.executionId)) === "pending");
  });
  const found = await owner.query("select state from result_attempts where id = $1", [
    sick.attemptId,
  ]);
  expect(found.rows).toEqual([{ state: "uncertain" }]);
});
