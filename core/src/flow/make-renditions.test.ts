import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createRenditionMaker } from "@bunch/adapters/pictures/rendition-maker";
import { decodingProcesses } from "@bunch/adapters/pictures/testing/decoding-processes";
import { createRenditionStore } from "@bunch/adapters/postgres/rendition-store";
import { openLedger, pictureSettled } from "@bunch/adapters/postgres/testing/open-ledger";
import { createBell } from "@bunch/adapters/process/bell";
import { createClock } from "@bunch/adapters/process/clock";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { until } from "../../../tools/testing/until.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import { MakerUnavailable } from "../ports/rendition-maker.ts";
import { renditionPaths } from "../results/rendition-paths.ts";
import { makeRenditions, type RenditionDoors } from "./make-renditions.ts";
import { silentTracer } from "../ports/silent-tracer.ts";

const signal = AbortSignal.timeout(120_000);
const contentType = "image/png";
const maker = createRenditionMaker();
let open: Awaited<ReturnType<typeof openLedger>>;
let folder: string;
let objects: ObjectStore;
let fox: Buffer;
/** Large enough that work on it is caught midway. */
let huge: Buffer;
let told: string[] = [];

beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
  folder = await makeTestFolder();
  objects = createDiskObjects({ folder });
  fox = await noise(700).png().toBuffer();
  huge = await noise(5000).png({ compressionLevel: 0 }).toBuffer();
});
afterEach(async () => {
  await stopAll();
  told = [];
  await open.owner.query(
    "update workflow_batch_results set renditions_given_up = 'of another test' where thumbhash is null",
  );
});
afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true, force: true });
});

const noise = (side: number) =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: "#000",
      noise: { type: "gaussian", mean: 128, sigma: 30 },
    },
  });

let running: { stop: AbortController; done: Promise<void> }[] = [];
async function stopAll(): Promise<void> {
  for (const { stop } of running) stop.abort();
  await Promise.all(running.map(({ done }) => done));
  running = [];
}

/** The loop of one worker, with the real parts but for what a test lays over them. */
function run(over: Partial<RenditionDoors> = {}): AbortController {
  const write = (facts: object, sentence: string) => {
    told.push(`${sentence} ${JSON.stringify(facts)}`);
  };
  const stop = new AbortController();
  const bell = createBell();
  const doors: RenditionDoors = {
    renditions: createRenditionStore(open.workers),
    renditionMaker: maker,
    renditionPolicy: { mostTries: 3, firstWaitMs: 1 },
    objects,
    // Looks often, so that no test waits for the next look.
    bell: { ...bell, wait: (so) => bell.wait({ ...so, atMostMs: 20 }) },
    clock: createClock(),
    log: { info: write, warn: write, error: write },
    tracer: silentTracer,
    ...over,
  };
  running.push({ stop, done: makeRenditions(doors, { signal: stop.signal }) });
  return stop;
}

/** A result that was settled with this picture, as a worker leaves it. */
async function drawn(
  bytes: Uint8Array | null,
): Promise<{ resultId: string; executionId: string; path: string }> {
  const { executionId, resultIds } = await open.submitted({ prompts: ["a fox"] });
  const [resultId = ""] = resultIds;
  const path = `${testUserId}/${executionId}/${resultId}-0a1b.png`;
  if (bytes) await objects.put({ path, bytes, contentType, signal });
  const claim = await open.claim(resultId);
  await open.ledger.settle({
    ...claim!,
    settlement: pictureSettled,
    picture: {
      path,
      sha256: "0a1b",
      crc32: 7,
      head: null,
      mimeType: contentType,
      width: 700,
      height: 700,
      bytes: 1,
    },
    drawnInMs: 1,
  });
  return { resultId, executionId, path };
}

async function rowOf({ resultId }: { resultId: string }) {
  const found = await open.owner.query<{
    status: string;
    path: string | null;
    thumbhash: string | null;
    tries: number;
    givenUp: string | null;
  }>(
    `select status, object_path as path, thumbhash, renditions_tries as tries, renditions_given_up as "givenUp"
     from workflow_batch_results where id = $1`,
    [resultId],
  );
  return found.rows[0];
}

const isMade = async (one: { resultId: string }) => Boolean((await rowOf(one))?.thumbhash);
const isGivenUp = async (one: { resultId: string }) => Boolean((await rowOf(one))?.givenUp);
const copiesOf = async (path: string) => {
  const { large, small } = renditionPaths(path);
  return Promise.all([large, small].map((copy) => objects.get({ path: copy, signal })));
};

test("F13: what was drawn before there were copies gets them, and a view tells of them", async () => {
  const old = await drawn(fox);
  await open.owner.query(
    "update workflow_batch_results set completed_at = now() - interval '1 year' where id = $1",
    [old.resultId],
  );
  run();
  await until("its copies are made", () => isMade(old));
  const [large, small] = await copiesOf(old.path);
  expect(await sharp(large ?? undefined).metadata()).toMatchObject({ format: "webp", width: 512 });
  expect(await sharp(small ?? undefined).metadata()).toMatchObject({ format: "webp", width: 256 });
  const page = await open.views.results({
    userId: testUserId,
    executionId: old.executionId,
    status: null,
    fromSlot: null,
    limit: 1,
    cursor: null,
  });
  expect(page?.items[0]?.thumbhash).toBe((await rowOf(old))?.thumbhash);
  const events = await open.views.eventsAfter({
    userId: testUserId,
    ownerId: testUserId,
    executionId: old.executionId,
    sequence: 0,
    limit: 50,
  });
  expect(
    events.filter((event) => event.result).every((event) => event.result?.thumbhash === null),
  ).toBe(true);
});

test("F13: a bell wakes it, so that a picture drawn just now need not wait for the next look", async () => {
  const bell = createBell();
  let looks = 0;
  const store = createRenditionStore(open.workers);
  run({
    // The next look by itself comes after this test.
    bell: { ...bell, wait: (so) => bell.wait({ ...so, atMostMs: 600_000 }) },
    renditions: { ...store, take: (lent) => ((looks += 1), store.take(lent)) },
  });
  await until("it has nothing to do", () => looks > 0);
  const now = await drawn(fox);
  bell.ring();
  await until("its copies are made", () => isMade(now));
});

test("F14: a picture that cannot be decoded is given up after its tries, told once, and stays what it is", async () => {
  const broken = await drawn(fox.subarray(0, fox.length / 2));
  const whole = await drawn(fox);
  run();
  await until("it is given up", () => isGivenUp(broken));
  await until("the other is made", () => isMade(whole));
  expect(await rowOf(broken)).toEqual({
    status: "completed",
    path: broken.path,
    thumbhash: null,
    tries: 3,
    givenUp: "The picture cannot be decoded.",
  });
  expect(told.filter((line) => line.startsWith("A picture cannot be made smaller"))).toHaveLength(
    1,
  );
  expect(
    told.filter((line) => line.startsWith("A picture could not be made smaller yet")),
  ).toHaveLength(2);
  expect(await copiesOf(broken.path)).toEqual([null, null]);
});

test("F14: a picture that is not in the store is given up too", async () => {
  const missing = await drawn(null);
  run();
  await until("it is given up", () => isGivenUp(missing));
  expect(await rowOf(missing)).toMatchObject({
    tries: 3,
    givenUp: "The picture is not in the store.",
  });
});

test("F14: killed midway, the process that makes them costs one try, and the next one makes them", async () => {
  const one = await drawn(huge);
  await maker.make({ picture: { bytes: fox }, signal });
  const [pid] = decodingProcesses("rendition-process");
  run({
    renditionMaker: {
      make: (job) => {
        const made = maker.make(job);
        if (decodingProcesses("rendition-process").includes(pid!))
          setImmediate(() => process.kill(pid!, "SIGKILL"));
        return made;
      },
    },
  });
  await until("its copies are made after all", () => isMade(one));
  expect(await rowOf(one)).toMatchObject({ tries: 1, givenUp: null });
  expect(decodingProcesses("rendition-process")).not.toContain(pid);
});

test("F14: of several processes one at a time has a picture in hand", async () => {
  const pictures = await Promise.all(Array.from({ length: 12 }, () => drawn(fox)));
  const jobs: string[] = [];
  const watched: ObjectStore = {
    ...objects,
    fileOf: (wanted) => (jobs.push(wanted.path), objects.fileOf(wanted)),
  };
  for (let worker = 0; worker < 3; worker += 1)
    run({ objects: watched, renditionMaker: createRenditionMaker({ idleMs: 100, jobMs: 30_000 }) });
  await until("all are made", async () => (await Promise.all(pictures.map(isMade))).every(Boolean));
  expect(jobs.toSorted()).toEqual(pictures.map(({ path }) => path).toSorted());
});

test("F14: trouble with the store counts against no picture, and ends with the trouble", async () => {
  const one = await drawn(fox);
  const inTheWay = join(folder, renditionPaths(one.path).large);
  await mkdir(join(inTheWay, "full"), { recursive: true });
  run();
  await until("it is told", () =>
    told.some((line) => line.startsWith("Small copies of pictures cannot be made")),
  );
  expect(await rowOf(one)).toMatchObject({ thumbhash: null, tries: 0, givenUp: null });
  await rm(inTheWay, { recursive: true });
  // As if the minute were over for which it was lent.
  await open.owner.query(
    "update workflow_batch_results set renditions_not_before = now() where id = $1",
    [one.resultId],
  );
  await until("its copies are made", () => isMade(one));
});

test("F14: while nothing can be made at all, no picture pays for it", async () => {
  const one = await drawn(fox);
  let calls = 0;
  run({
    renditionMaker: {
      make: () => {
        calls += 1;
        return Promise.reject(new MakerUnavailable(new Error("no sharp here")));
      },
    },
  });
  await until("it was tried", () => told.length > 0);
  expect(calls).toBe(1);
  expect(await rowOf(one)).toMatchObject({ thumbhash: null, tries: 0, givenUp: null });
});

test("F14: no copy outlives a picture that is deleted meanwhile", async () => {
  const one = await drawn(fox);
  run({
    renditionMaker: {
      make: async (job) => {
        const made = await maker.make(job);
        await open.owner.query("delete from workflow_executions where id = $1", [one.executionId]);
        await objects.remove({ paths: [one.path], signal });
        return made;
      },
    },
  });
  const files = () => readdir(join(folder, testUserId, one.executionId));
  await until(
    "the picture is gone",
    async () => (await objects.get({ path: one.path, signal })) === null,
  );
  await until("nothing is left", async () => (await files()).length === 0);
  await stopAll();
  expect(await files()).toEqual([]);
});

test("F13: whoever stops does not wait for the picture in hand; another makes it once it is no longer lent", async () => {
  const one = await drawn(huge);
  const { promise: begun, resolve: tellBegun } = Promise.withResolvers<void>();
  const makingFromMs = performance.now();
  await maker.make({ picture: { bytes: huge }, signal });
  const makingMs = performance.now() - makingFromMs;
  const stop = run({
    renditionMaker: { make: (job) => (tellBegun(), maker.make(job)) },
  });
  await begun;
  const fromMs = performance.now();
  stop.abort();
  await stopAll();
  expect((performance.now() - fromMs) / makingMs).toBeLessThan(0.5);
  expect(await rowOf(one)).toMatchObject({ thumbhash: null, tries: 0, givenUp: null });
  expect(told).toEqual([]);
  const store = createRenditionStore(open.workers);
  expect(await store.take({ lendMs: 1 })).toBeNull();
  await open.owner.query(
    "update workflow_batch_results set renditions_not_before = now() where id = $1",
    [one.resultId],
  );
  expect(await store.take({ lendMs: 1 })).toMatchObject({ resultId: one.resultId, tries: 0 });
});
