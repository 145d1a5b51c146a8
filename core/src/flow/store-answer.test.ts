import { createHash, randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createImageModels } from "@bunch/adapters/models/registry";
import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { drawPicture } from "@bunch/adapters/models/simulator/draw-picture";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createClock } from "@bunch/adapters/process/clock";
import { createDiskSpool } from "@bunch/adapters/spool/disk-spool";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { AnswerRoom } from "./answer-room.ts";
import { LeftEarly } from "./keep-trying.ts";
import { type AttemptToFinish, storeAnswer, type StoreDoors } from "./store-answer.ts";
import { silentTracer } from "../ports/silent-tracer.ts";

const program = fileURLToPath(
  new URL("../../../adapters/pictures/testing/breakable-inspection.ts", import.meta.url),
);
const never = new AbortController().signal;
const models = createImageModels({ catalogue: geminiCatalogue });
let folder: string;
let doors: StoreDoors;
let picture: Uint8Array;

beforeAll(async () => {
  folder = await makeTestFolder();
  const size = { width: 64, height: 64 };
  picture = await drawPicture({ prompt: "a fox", variation: 0, references: [], ...size });
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  doors = {
    spool: createDiskSpool({ folder: join(folder, "spool") }),
    objects: createDiskObjects({ folder: join(folder, "pictures") }),
    pictures: createPictureInspector({ program }),
    answerRoom: new AnswerRoom({ bytes: 128_000_000 }),
    sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    crc32,
    clock: createClock(),
    log: quiet,
    tracer: silentTracer,
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An attempt whose answer with these bytes as its picture is safe in the spool. */
async function spooled(bytes: Uint8Array, leave = never): Promise<AttemptToFinish> {
  const attemptId = randomUUID();
  const data = Buffer.from(bytes).toString("base64");
  const parts = [{ inlineData: { mimeType: "image/png", data } }];
  const sink = await doors.spool.open({ attemptId });
  await sink.begin({ status: 200 });
  await sink.write(Buffer.from(JSON.stringify({ candidates: [{ content: { parts } }] })));
  await sink.finish();
  const [entry] = geminiCatalogue;
  const model = models.modelOf("gemini");
  if (!entry || !model) throw new Error("Gemini is gone.");
  return {
    order: {
      resultId: randomUUID(),
      executionId: randomUUID(),
      workflowId: randomUUID(),
      userId: randomUUID(),
      modelId: entry.id,
      prompt: "a fox",
      variation: 0,
      settings: { aspectRatio: "1:1", imageSize: "1K", variations: 1, seed: null },
      references: [],
      redrawFiltered: false,
      sealedKey: null,
      account: "keyless",
      onDoubt: "repay",
      requestId: null,
      traceparent: null,
    },
    entry,
    model,
    claim: { attemptId, fence: 1, earlier: [] },
    end: { ended: "answered" },
    apiKey: "",
    leave,
  };
}

test("R17, F18: a picture that kills its decoder is a draw that failed, stays in the spool, and stops no other", async () => {
  const poison = Buffer.concat([picture, Buffer.from("<<crash>>")]);
  const attempts = await Promise.all([spooled(poison), spooled(picture), spooled(picture)]);
  const [dead, ...alive] = await Promise.all(
    attempts.map((attempt) => storeAnswer(doors, attempt)),
  );
  expect(dead).toMatchObject({
    ending: { kind: "no_picture", why: "draw_failed", code: "unreadable_answer" },
    picture: null,
    isSpooled: true,
  });
  expect(await readdir(join(folder, "spool"))).toContain(`${attempts[0]?.claim.attemptId}.answer`);
  for (const one of alive) {
    const path = one.picture?.path ?? "";
    const stored = await doors.objects.get({ path, signal: never });
    expect(Buffer.compare(stored ?? Buffer.alloc(0), picture)).toBe(0);
  }
});

test("F11, F18: when nothing can look at pictures the answer waits, and is looked at later", async () => {
  const { execPath } = process;
  const waits: unknown[] = [];
  const log = {
    ...doors.log,
    warn: (_: object, words: string) => {
      waits.push(words);
      process.execPath = execPath;
    },
  };
  process.execPath = "/nowhere/node";
  try {
    const fresh = { ...doors, log, pictures: createPictureInspector({ program, idleMs: 50 }) };
    const stored = await storeAnswer(fresh, await spooled(picture));
    expect(stored.picture).toMatchObject({ width: 64, height: 64 });
  } finally {
    process.execPath = execPath;
  }
  expect(waits).toEqual(["The picture could not be looked at; it waits in the spool."]);
});

test("F19: of twenty answers at once no more are in memory than there is room for", async () => {
  const attempts = await Promise.all(Array.from({ length: 20 }, () => spooled(picture)));
  const bytes = await doors.spool.sizeOf(attempts[0]?.claim ?? { attemptId: "" });
  if (bytes === null) throw new Error("The answer is not in the spool.");
  let inMemory = 0;
  let most = 0;
  const spool: StoreDoors["spool"] = {
    ...doors.spool,
    find: async (which) => {
      inMemory += 1;
      most = Math.max(most, inMemory);
      return doors.spool.find(which);
    },
  };
  const objects: StoreDoors["objects"] = {
    ...doors.objects,
    put: async (input) => {
      await doors.objects.put(input);
      inMemory -= 1;
    },
  };
  // Larger than a sixteenth of it, three of them fit into three quarters.
  const answerRoom = new AnswerRoom({ bytes: bytes * 4 });
  const stored = await Promise.all(
    attempts.map((attempt) => storeAnswer({ ...doors, spool, objects, answerRoom }, attempt)),
  );
  expect(stored.every((one) => one.picture !== null)).toBe(true);
  expect(most).toBe(3);
});

test("F19, F11: whoever leaves waits for no room; what it leaves is in the spool", async () => {
  const answerRoom = new AnswerRoom({ bytes: 4 });
  const leave = new AbortController();
  const attempt = await spooled(picture, leave.signal);
  await answerRoom.enter({ bytes: 4, signal: never });
  const left = expect(storeAnswer({ ...doors, answerRoom }, attempt)).rejects.toThrow(LeftEarly);
  leave.abort();
  await left;
  expect(await doors.spool.find(attempt.claim)).toMatchObject({ whole: true });
});
