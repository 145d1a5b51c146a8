import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createImageModels } from "@bunch/adapters/models/registry";
import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { simulatorCatalogue } from "@bunch/adapters/models/simulator/catalogue";
import { drawPicture } from "@bunch/adapters/models/simulator/draw-picture";
import { pictureAnswer } from "@bunch/adapters/models/simulator/mapping";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createExecutionRemover } from "@bunch/adapters/postgres/execution-remover";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createExecutionViews } from "@bunch/adapters/postgres/execution-views";
import { createLedger } from "@bunch/adapters/postgres/ledger";
import { createProviderKeyStore } from "@bunch/adapters/postgres/provider-key-store";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
import { createRemovals } from "@bunch/adapters/postgres/removals";
import { createBell } from "@bunch/adapters/process/bell";
import { createClock } from "@bunch/adapters/process/clock";
import { createDiskSpool } from "@bunch/adapters/spool/disk-spool";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import { openWebhookLine } from "@bunch/adapters/webhooks/webhook-line";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { Spool } from "../ports/spool.ts";
import { renditionPaths } from "../results/rendition-paths.ts";
import { defaultRetryPolicy } from "../results/retry-policy.ts";
import { AnswerRoom } from "./answer-room.ts";
import { clearRemovals } from "./clear-removals.ts";
import { finishAttempt } from "./finish-attempt.ts";
import { keepClear } from "./keep-clear.ts";
import { removeExecution } from "./remove-execution.ts";
import { submitExecution } from "./submit-execution.ts";
import { silentTracer } from "../ports/silent-tracer.ts";

const inspector = createPictureInspector();
const userId = testUserId;
const spoolId = randomUUID();
const never = new AbortController().signal;
const models = createImageModels({ catalogue: [...geminiCatalogue, ...simulatorCatalogue] });
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let folder: string;
let api: Pool;
let workers: Pool;
let drop: () => Promise<void>;
let objects: ObjectStore;
let spool: Spool;
let said: string[];
const note = (_: object, sentence: string) => void said.push(sentence);
const log: Log = { info: note, warn: note, error: note };

beforeAll(async () => {
  folder = await makeTestFolder();
  const database = await createTestDatabase(inject("postgres"));
  drop = database.drop;
  const { connectionString } = database;
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 4, onError });
  workers = createPool({ connectionString, role: "app_worker", most: 4, onError });
  objects = createDiskObjects({ folder: join(folder, "pictures") });
  spool = createDiskSpool({ folder: join(folder, "spool"), leastFreeBytes: 0 });
});
beforeEach(() => {
  said = [];
});
afterAll(async () => {
  await Promise.all([api?.end(), workers?.end()]);
  await drop?.();
  await rm(folder, { recursive: true, force: true });
});

const failing = async (): Promise<never> => {
  throw new Error("The store is out.");
};
const brokenStore: ObjectStore = {
  put: failing,
  get: failing,
  fileOf: () => null,
  remove: failing,
};
const remover = () => createExecutionRemover(api);
const removals = () => createRemovals(workers, spoolId);

/** Every file in the store and in the spool. */
async function files(): Promise<string[]> {
  const places = ["pictures", "spool"].map((name) =>
    readdir(join(folder, name), { recursive: true, withFileTypes: true }),
  );
  const all = (await Promise.all(places)).flat();
  return all.flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}

async function picture(prompt = "a fox"): Promise<Uint8Array> {
  return drawPicture({ prompt, variation: 0, width: 64, height: 64, references: [] });
}

/** A batch of one prompt and one reference, taken in as the API does it. */
async function submit(
  over: { objects?: ObjectStore; idempotency?: { key: string; digest: string } } = {},
) {
  return submitExecution(
    {
      executions: createExecutionStore(api),
      remover: remover(),
      models,
      vault: createKeyVault({ encryptionKey: "ab".repeat(32) }),
      providerKeys: createProviderKeyStore(api),
      hideSecret: () => {},
      objects: over.objects ?? objects,
      pictures: inspector,
      bell: createBell(),
      webhookLine: openWebhookLine({
        policy: { http: false, anyPort: false, privateNetworks: false },
        userAgent: "test",
      }),
      newId: randomUUID,
      sha256,
    },
    {
      userId,
      cameBy: { by: "local", ip: null },
      origin: null,
      wish: { promptsText: "a fox", model: "simulator", imageSize: "64" },
      name: null,
      keys: { apiKey: undefined, keyId: undefined, apiKeys: new Map(), keyIds: new Map() },
      serverKeys: new Map(),
      defaultModel: undefined,
      redrawFiltered: false,
      onDoubt: "repay",
      webhookUrl: undefined,
      references: [{ bytes: await picture(), name: "fox.png" }],
      limits: { maxPrompts: 10, maxReferenceImages: 3, maxReferenceImageBytes: 1e7 },
      idempotency: over.idempotency ?? null,
      signal: never,
    },
  );
}

/** Claims the batch's only result, as a worker about to call. */
async function claimOnly(executionId: string) {
  const ledger = createLedger(workers, spoolId);
  const page = await createExecutionViews(api).results({
    userId,
    executionId,
    status: null,
    fromSlot: null,
    limit: 1,
    cursor: null,
  });
  const resultId = page!.items[0]!.id;
  const order = await ledger.findWork({ resultId });
  const claim = await ledger.claim({
    resultId,
    workerId: randomUUID(),
    account: "keyless",
    ceilingMicros: 50_000,
    deadlineMs: 60_000,
  });
  return { ledger, order: order!, claim: claim! };
}
type Claimed = Awaited<ReturnType<typeof claimOnly>>;

/** The answer comes: from the spool to the settlement. */
async function answer(
  { ledger, order, claim }: Pick<Claimed, "ledger" | "order" | "claim">,
  prompt: string,
) {
  const sink = await spool.open({ attemptId: claim.attemptId });
  await sink.begin({ status: 200 });
  for (const chunk of pictureAnswer(await picture(prompt))) await sink.write(chunk);
  await sink.finish();
  const entry = models.catalogue.find((one) => one.id === "simulator")!;
  await finishAttempt(
    {
      ledger,
      spool,
      objects,
      tracer: silentTracer,
      pictures: inspector,
      answerRoom: new AnswerRoom({ bytes: 128_000_000 }),
      sha256,
      crc32,
      clock: createClock(),
      log,
      meter: { attemptEnded: () => {}, resultEnded: () => {} },
      policy: defaultRetryPolicy,
    },
    {
      order,
      entry,
      model: models.modelOf(entry.vendor)!,
      claim,
      end: { ended: "answered" },
      apiKey: "",
      drawnInMs: 1,
      leave: never,
    },
  );
}

async function submitAndDraw() {
  const { executionId } = await submit();
  await answer(await claimOnly(executionId), "a fox");
  return executionId;
}

const cameBy = { by: "local", ip: null } as const;
const remove = (executionId: string, store = objects) =>
  removeExecution(
    { remover: remover(), objects: store, log },
    { userId, cameBy, executionId, signal: never },
  );
const comeDue = () => workers.query("update removals set not_before = now()");
const firstPathOf = async (executionId: string | undefined) => {
  const found = await workers.query<{ path: string }>(
    "select object_path as path from removals where execution_id = $1 and object_path is not null",
    [executionId],
  );
  return found.rows[0]?.path ?? "";
};
const onTheList = async () => (await workers.query("select from removals")).rowCount;

test("X13, I9: picture, copies and reference are out of the store when the deletion has been answered", async () => {
  const executionId = await submitAndDraw();
  const [path] = (await files()).filter((name) => !name.startsWith("reference"));
  const full = `${userId}/${executionId}/${path}`;
  for (const copy of Object.values(renditionPaths(full)))
    await objects.put({
      path: copy,
      bytes: new Uint8Array(3),
      contentType: "image/webp",
      signal: never,
    });
  expect(await files()).toHaveLength(4);
  await remove(executionId);
  expect(await files()).toEqual([]);
});

test("F15, I9: a store that is out stops no deletion, and loses no picture of sight: a worker removes them once it is back", async () => {
  const executionId = await submitAndDraw();
  await remove(executionId, brokenStore);
  expect(said.at(-1)).toMatch(/removed later/);
  expect(await createExecutionViews(api).find({ userId, executionId })).toBeNull();
  expect(await files()).toHaveLength(2);
  await expect(
    clearRemovals({ removals: removals(), objects: brokenStore }, never),
  ).rejects.toThrow("The store is out.");
  await comeDue();
  await clearRemovals({ removals: removals(), objects, spool }, never);
  expect([await files(), await onTheList()]).toEqual([[], 0]);
});

test("F15: a file that cannot be removed keeps none of the others there", async () => {
  const executionIds = [await submitAndDraw(), await submitAndDraw(), await submitAndDraw()];
  for (const executionId of executionIds) await remove(executionId, brokenStore);
  const inTheWay = join(folder, "pictures", await firstPathOf(executionIds[1]));
  await rm(inTheWay);
  await mkdir(join(inTheWay, "in"), { recursive: true });
  await comeDue();
  await expect(clearRemovals({ removals: removals(), objects, spool }, never)).rejects.toThrow();
  expect([await files(), await onTheList()]).toEqual([[], 1]);
  await rm(inTheWay, { recursive: true });
  await comeDue();
  await clearRemovals({ removals: removals(), objects, spool }, never);
  expect(await onTheList()).toBe(0);
});

test("F15: a crash between the commit and the removal: the next worker removes what was left", async () => {
  const executionId = await submitAndDraw();
  // The process dies here: nobody asks the store.
  await remover().remove({ userId, cameBy, executionId, refuse: () => {} });
  expect(await files()).toHaveLength(2);
  const stop = new AbortController();
  const clearing = keepClear(
    { removals: removals(), objects, spool, clock: createClock(), log },
    { signal: stop.signal },
  );
  await until("the store and the list are empty", async () => {
    const [left, listed] = [await files(), await onTheList()];
    return left.length === 0 && listed === 0;
  });
  stop.abort();
  await clearing;
  expect(said.at(-1)).toMatch(/removed from the store/);
});

test("F15, F8: an answer that comes after the deletion breaks nothing, and neither its picture nor its spool file stays", async () => {
  const { executionId } = await submit();
  const slept = await claimOnly(executionId);
  // Taken for dead, its call is a doubt; the result is drawn by another, and all of it deleted.
  await slept.ledger.settle({
    attemptId: slept.claim.attemptId,
    settlement: {
      outcome: "died",
      attempt: "uncertain",
      costMicros: 0,
      message: "Our process ended.",
      warnings: [],
      result: { to: "pending", afterMs: 0 },
      pause: null,
      hold: null,
      pace: null,
    },
    picture: null,
    drawnInMs: null,
  });
  await answer(await claimOnly(executionId), "another fox");
  await remove(executionId);
  await clearRemovals({ removals: removals(), objects, spool }, never);
  expect(await files()).toEqual([]);

  await answer(slept, "a late fox");
  expect(await spool.find(slept.claim)).toBeNull();
  await clearRemovals({ removals: removals(), objects, spool }, never);
  expect([await files(), await onTheList()]).toEqual([[], 0]);
  const books = await workers.query(
    "select state, possible_micros from deleted_attempts where id = $1",
    [slept.claim.attemptId],
  );
  expect(books.rows).toEqual([{ state: "settled", possible_micros: 0 }]);
});

test("F15: what an unreadable answer left in the spool goes with its batch", async () => {
  const { executionId } = await submit();
  const { ledger, claim } = await claimOnly(executionId);
  const sink = await spool.open({ attemptId: claim.attemptId });
  await sink.begin({ status: 200 });
  await sink.write(Buffer.from('{"half'));
  await sink.abandon();
  await ledger.settle({
    attemptId: claim.attemptId,
    settlement: {
      outcome: "unanswered",
      attempt: "uncertain",
      costMicros: 0,
      message: null,
      warnings: [],
      result: { to: "failed", code: "unanswered", message: "It broke off." },
      pause: null,
      hold: null,
      pace: null,
    },
    picture: null,
    drawnInMs: 1,
  });
  expect((await files()).some((name) => name.startsWith(claim.attemptId))).toBe(true);
  await remove(executionId);
  await clearRemovals({ removals: removals(), objects, spool }, never);
  expect(await files()).toEqual([]);
});

test("I9, X11: a submission that breaks, or is not needed after all, leaves no reference behind", async () => {
  const breaksAtSecond: ObjectStore = { ...objects, put: failing };
  await expect(submit({ objects: breaksAtSecond })).rejects.toThrow("The store is out.");
  // Stored, and then the database goes before the rows are written.
  const half: ObjectStore = {
    ...objects,
    put: async (input) => {
      await objects.put(input);
      throw new Error("The power fails.");
    },
  };
  await expect(submit({ objects: half })).rejects.toThrow("The power fails.");
  expect(await files()).toHaveLength(1);
  expect(await clearRemovals({ removals: removals(), objects, spool }, never)).toBe(0);
  await comeDue();
  await clearRemovals({ removals: removals(), objects, spool }, never);
  expect(await files()).toEqual([]);

  const idempotency = { key: "ten at once", digest: "same" };
  const told = await Promise.all(Array.from({ length: 10 }, () => submit({ idempotency })));
  expect(new Set(told.map((one) => one.executionId)).size).toBe(1);
  expect(await files()).toHaveLength(1);
  expect(await onTheList()).toBe(0);
});
