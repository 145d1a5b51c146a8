import { createHash, randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createImageModels } from "@bunch/adapters/models/registry";
import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { simulatorCatalogue } from "@bunch/adapters/models/simulator/catalogue";
import { drawPicture } from "@bunch/adapters/models/simulator/draw-picture";
import { pictureAnswer } from "@bunch/adapters/models/simulator/mapping";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createExecutionViews } from "@bunch/adapters/postgres/execution-views";
import { createLedger } from "@bunch/adapters/postgres/ledger";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
import { createRecoveryStore } from "@bunch/adapters/postgres/recovery-store";
import { createClock } from "@bunch/adapters/process/clock";
import { createDiskSpool } from "@bunch/adapters/spool/disk-spool";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import type { OrphanedAttempt } from "../ports/recovery-store.ts";
import type { Spool } from "../ports/spool.ts";
import { defaultRetryPolicy } from "../results/retry-policy.ts";
import { AnswerRoom } from "./answer-room.ts";
import { finishAttempt } from "./finish-attempt.ts";
import { endOf, recover, type RecoverDoors } from "./recover.ts";
import { silentTracer } from "../ports/silent-tracer.ts";

const inspector = createPictureInspector();
const here = { workerId: randomUUID(), spoolId: randomUUID() };
const deadId = randomUUID();
const ceilingMicros = 50_000;
const never = new AbortController().signal;
const userId = testUserId;
const vault = createKeyVault({ encryptionKey: "ab".repeat(32) });

let folder: string;
let workers: Pool;
let api: Pool;
let drop: () => Promise<void>;
let spool: Spool;

beforeAll(async () => {
  folder = await makeTestFolder();
  const database = await createTestDatabase(inject("postgres"));
  drop = database.drop;
  const { connectionString } = database;
  workers = createPool({ connectionString, role: "app_worker", most: 4, onError: () => {} });
  api = createPool({ connectionString, role: "app_api", most: 4, onError: () => {} });
  spool = createDiskSpool({ folder: join(folder, "spool") });
});
afterAll(async () => {
  await Promise.all([workers?.end(), api?.end()]);
  await drop?.();
  await rm(folder, { recursive: true, force: true });
});

function doorsWith(over: Partial<RecoverDoors> = {}): RecoverDoors {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  return {
    ledger: createLedger(workers, here.spoolId),
    recovery: createRecoveryStore(workers),
    models: createImageModels({ catalogue: [...geminiCatalogue, ...simulatorCatalogue] }),
    spool,
    objects: createDiskObjects({ folder: join(folder, "pictures") }),
    pictures: inspector,
    answerRoom: new AnswerRoom({ bytes: 128_000_000 }),
    sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    crc32,
    clock: createClock(),
    log: quiet,
    tracer: silentTracer,
    meter: { attemptEnded: () => {}, resultEnded: () => {} },
    policy: defaultRetryPolicy,
    vault,
    hideSecret: () => {},
    ...over,
  };
}

/** An execution of one result, claimed by a worker; its answer, if any, lies in the spool. */
async function claimedBy(
  workerId: string,
  answer?: { body: Uint8Array; whole: boolean; status?: number },
  paid?: { modelId: string; apiKey: string },
) {
  const executionId = randomUUID();
  const workflowId = randomUUID();
  const sealedKey = paid ? vault.seal({ apiKey: paid.apiKey, userId, workflowId }) : null;
  await createExecutionStore(api).submit({
    userId,
    cameBy: { by: "local", ip: null },
    origin: null,
    workflowId,
    rows: new Map(),
    executionId,
    name: null,
    modelId: paid?.modelId ?? "simulator",
    settings: { aspectRatio: "1:1", imageSize: paid ? "1K" : "64", variations: 1, seed: null },
    redrawFiltered: false,
    onDoubt: "repay",
    prompts: ["a fox"],
    references: [],
    sealedKey,
    estimate: { totalCost: 0, costPerImage: 0, imageCount: 1 },
    maxCostMicros: null,
    warnings: [],
    webhook: null,
    idempotency: null,
    set: null,
  });
  const resultId = (await resultOf(executionId)).id;
  const claim = await createLedger(workers, here.spoolId).claim({
    resultId,
    workerId,
    account: sealedKey?.account ?? "keyless",
    ceilingMicros,
    deadlineMs: 60_000,
  });
  if (!claim) throw new Error("The result could not be claimed.");
  if (answer) {
    const sink = await spool.open({ attemptId: claim.attemptId });
    await sink.begin({ status: answer.status ?? 200 });
    await sink.write(answer.body);
    await (answer.whole ? sink.finish() : sink.abandon());
  }
  return { executionId, resultId, ...claim };
}

async function resultOf(executionId: string) {
  const page = await createExecutionViews(api).results({
    userId,
    executionId,
    status: null,
    fromSlot: null,
    limit: 1,
    cursor: null,
  });
  const result = page?.items[0];
  if (!result) throw new Error("The execution has no result.");
  return result;
}

const lookAfter = (
  doors: RecoverDoors,
  over: {
    deadWorkerIds?: string[];
    looksForLate?: boolean;
    held?: Set<string>;
    broken?: Set<string>;
  } = {},
) =>
  recover(doors, {
    ...here,
    deadWorkerIds: [deadId],
    looksForLate: false,
    held: new Set(),
    broken: new Set(),
    leave: never,
    ...over,
  });

async function pictureBody(): Promise<{ picture: Uint8Array; body: Uint8Array }> {
  const picture = await drawPicture({
    prompt: "a fox",
    variation: 0,
    width: 64,
    height: 64,
    references: [],
  });
  return { picture, body: Buffer.concat([...pictureAnswer(picture)]) };
}

test.each([
  ["a whole answer", true],
  ["an answer that was cut by the death just after its last byte", false],
])("F6, I2: %s in a dead worker's spool is stored byte for byte and settled", async (_, whole) => {
  const { picture, body } = await pictureBody();
  const { executionId, attemptId } = await claimedBy(deadId, { body, whole });
  expect(await lookAfter(doorsWith())).toEqual({ recovered: 1, doubts: 0 });
  const result = await resultOf(executionId);
  expect(result).toMatchObject({ status: "completed", possibleMicros: 0, attempts: 1 });
  const stored = await doorsWith().objects.get({ path: result.path ?? "", signal: never });
  expect(Buffer.compare(stored ?? Buffer.alloc(0), picture)).toBe(0);
  expect(await spool.find({ attemptId })).toBeNull();
});

test("F4, I2: a store that fails is given the very same bytes again; their memory is freed once they are safe", async () => {
  const { picture } = await pictureBody();
  const data = Buffer.from(picture).toString("base64");
  const parts = [{ inlineData: { mimeType: "image/png", data } }];
  const body = Buffer.from(
    JSON.stringify({ candidates: [{ content: { parts }, finishReason: "STOP" }] }),
  );
  const paid = { modelId: "gemini-nano-banana-2.1", apiKey: "a-key" };
  const { executionId } = await claimedBy(deadId, { body, whole: true }, paid);
  const { objects } = doorsWith();
  const given: Uint8Array[] = [];
  const shaky: typeof objects = {
    ...objects,
    put: async (input) => {
      given.push(input.bytes);
      if (given.length < 3) throw new Error("The store is out.");
      await objects.put(input);
    },
  };
  expect(await lookAfter(doorsWith({ objects: shaky }))).toEqual({ recovered: 1, doubts: 0 });
  const result = await resultOf(executionId);
  const stored = await objects.get({ path: result.path ?? "", signal: never });
  expect(Buffer.compare(stored ?? Buffer.alloc(0), picture)).toBe(0);
  expect(given.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0]);
});

test("F6: a dead worker's call without an answer becomes a doubt, and its result is drawn again", async () => {
  const { executionId } = await claimedBy(deadId);
  expect(await lookAfter(doorsWith())).toEqual({ recovered: 0, doubts: 1 });
  expect(await resultOf(executionId)).toMatchObject({
    status: "pending",
    possibleMicros: ceilingMicros,
    attempts: 0,
  });
  expect(await lookAfter(doorsWith())).toEqual({ recovered: 0, doubts: 0 });
});

test("F3: a cut answer that cannot be read is a doubt and stays in the spool", async () => {
  const { body } = await pictureBody();
  const cut = { body: body.subarray(0, body.length / 2), whole: false };
  const { executionId, attemptId } = await claimedBy(deadId, cut);
  await lookAfter(doorsWith());
  expect(await resultOf(executionId)).toMatchObject({ possibleMicros: ceilingMicros });
  expect(await spool.find({ attemptId })).not.toBeNull();
  expect(await readdir(join(folder, "spool"))).toContain(`${attemptId}.part`);
});

test("F8, I2: a worker that was taken for dead and only slept brings its picture after all", async () => {
  const { picture, body } = await pictureBody();
  const { executionId, attemptId, fence, resultId } = await claimedBy(deadId);
  const sink = await spool.open({ attemptId });
  expect(await lookAfter(doorsWith())).toEqual({ recovered: 0, doubts: 1 });

  await sink.begin({ status: 200 });
  await sink.write(body);
  await sink.finish();
  const doors = doorsWith();
  const order = await doors.ledger.findWork({ resultId });
  const entry = doors.models.catalogue.find((one) => one.id === "simulator");
  const model = doors.models.modelOf("simulator");
  if (!order || !entry || !model) throw new Error("The simulator or the result is gone.");
  await finishAttempt(doors, {
    order,
    entry,
    model,
    claim: { attemptId, fence, earlier: [] },
    end: { ended: "answered" },
    apiKey: "",
    drawnInMs: 90_000,
    leave: never,
  });
  const result = await resultOf(executionId);
  expect(result).toMatchObject({ status: "completed", possibleMicros: 0, extraPaths: [] });
  const stored = await doors.objects.get({ path: result.path ?? "", signal: never });
  expect(Buffer.compare(stored ?? Buffer.alloc(0), picture)).toBe(0);
});

test("F8, I2: what a worker that was taken for dead spooled before it died for good is found and settles its doubt", async () => {
  const { picture, body } = await pictureBody();
  const { executionId, attemptId } = await claimedBy(deadId);
  const sink = await spool.open({ attemptId });
  expect(await lookAfter(doorsWith(), { looksForLate: true })).toEqual({ recovered: 0, doubts: 1 });
  // Still being written by whoever only sleeps: it tells nothing yet.
  await sink.begin({ status: 200 });
  await sink.write(body.subarray(0, 100));
  await lookAfter(doorsWith(), { looksForLate: true });
  expect(await resultOf(executionId)).toMatchObject({ possibleMicros: ceilingMicros });
  await sink.write(body.subarray(100));
  await sink.finish();

  await lookAfter(doorsWith(), { looksForLate: true });
  const result = await resultOf(executionId);
  expect(result).toMatchObject({ status: "completed", possibleMicros: 0 });
  const stored = await doorsWith().objects.get({ path: result.path ?? "", signal: never });
  expect(Buffer.compare(stored ?? Buffer.alloc(0), picture)).toBe(0);
  expect(await spool.find({ attemptId })).toBeNull();
});

test("F6: an orphan whose taking over broke is a doubt at the next look too, not a call that was never made", async () => {
  const { executionId } = await claimedBy(deadId);
  const broken = new Set<string>();
  const stuck: Spool = { ...spool, find: () => Promise.reject(new Error("the disk hangs")) };
  await expect(lookAfter(doorsWith({ spool: stuck }), { broken })).rejects.toThrow(
    "the disk hangs",
  );
  const asItself = { deadWorkerIds: [here.workerId], broken };
  expect(await lookAfter(doorsWith(), asItself)).toEqual({ recovered: 0, doubts: 1 });
  expect(await resultOf(executionId)).toMatchObject({ possibleMicros: ceilingMicros });
  expect(broken.size).toBe(0);
});

test("F6, I4: an adoption whose answer was lost stays a call that was made: a doubt at the next look, never free", async () => {
  const { executionId } = await claimedBy(deadId);
  const broken = new Set<string>();
  const recovery = createRecoveryStore(workers);
  const lost = {
    ...recovery,
    adopt: async (input: Parameters<typeof recovery.adopt>[0]) => {
      await recovery.adopt(input);
      throw new Error("Connection terminated unexpectedly");
    },
  };
  await lookAfter(doorsWith({ recovery: lost }), { broken }).catch(() => {});
  const asItself = { deadWorkerIds: [deadId, here.workerId], broken };
  expect(await lookAfter(doorsWith(), asItself)).toEqual({ recovered: 0, doubts: 1 });
  expect(await resultOf(executionId)).toMatchObject({ possibleMicros: ceilingMicros });
});

test("S1, I10: a key that a provider repeats in an answer to the dead is kept nowhere", async () => {
  const apiKey = "canary-of-a-proxy";
  const words = `The request with ${apiKey} is wrong.`;
  const body = Buffer.from(
    JSON.stringify({ error: { code: 400, message: words, status: "INVALID_ARGUMENT" } }),
  );
  const paid = { modelId: "gemini-nano-banana-2.1", apiKey };
  const { executionId } = await claimedBy(deadId, { body, whole: true, status: 400 }, paid);
  await lookAfter(doorsWith());
  const result = await resultOf(executionId);
  expect(result).toMatchObject({ status: "failed", errorCode: "bad_request" });
  expect(result.errorMessage).toContain("The request with [key] is wrong.");
  const kept = await workers.query<{ text: string }>(
    `select coalesce(string_agg(a::text, ''), '') || (select string_agg(v::text, '')
       from execution_events v where v.execution_id = $1) as text
     from result_attempts a where a.execution_id = $1`,
    [executionId],
  );
  expect(kept.rows[0]?.text).toContain("[key]");
  expect(kept.rows[0]?.text).not.toContain("canary");
});

test("F6: a claim of its own that a worker never heard of was never called and costs nothing", async () => {
  const { executionId, resultId } = await claimedBy(here.workerId);
  const asItself = { deadWorkerIds: [here.workerId] };
  expect(await lookAfter(doorsWith(), { ...asItself, held: new Set([resultId]) })).toEqual({
    recovered: 0,
    doubts: 0,
  });
  expect((await resultOf(executionId)).status).toBe("processing");
  await lookAfter(doorsWith(), asItself);
  expect(await resultOf(executionId)).toMatchObject({
    status: "pending",
    possibleMicros: 0,
    attempts: 0,
  });
});

describe("F6: the end of an orphan is", () => {
  const orphan: OrphanedAttempt = {
    attemptId: "a1",
    fence: 1,
    state: "sent",
    workerId: deadId,
    spoolId: here.spoolId,
    ticket: null,
    overdue: false,
    isForgotten: false,
    earlier: [],
    order: {
      resultId: "r1",
      executionId: "e1",
      workflowId: "w1",
      userId,
      modelId: "simulator",
      settings: { aspectRatio: "1:1", imageSize: "64", variations: 1, seed: null },
      redrawFiltered: false,
      onDoubt: "repay",
      prompt: "a fox",
      variation: 0,
      references: [],
      sealedKey: null,
      account: "keyless",
      requestId: null,
      traceparent: null,
    },
  };
  const elsewhere = { spoolId: "another disk" };
  const ours = { workerId: here.workerId };

  test.each<[string, Partial<OrphanedAttempt>, string[], string | null]>([
    ["a death, when its spool is ours", {}, [], "died"],
    ["a death, also when its answer had arrived", { state: "received" }, [], "died"],
    ["no call, when we claimed it and do not know of it", ours, [], "not_called"],
    ["a death, when it is ours and broke after its call began", ours, ["a1"], "died"],
    ["still open, when its spool is on another machine", elsewhere, [], null],
    [
      "a death, when the other machine's call is overdue",
      { ...elsewhere, overdue: true },
      [],
      "died",
    ],
    [
      "still open, when its answer lies on another machine, however long",
      { ...elsewhere, overdue: true, state: "received" },
      [],
      null,
    ],
  ])("%s", (_, over, broken, ended) => {
    const end = endOf({ ...orphan, ...over }, { ...here, broken: new Set(broken) });
    expect(end?.ended ?? null).toBe(ended);
  });
});
