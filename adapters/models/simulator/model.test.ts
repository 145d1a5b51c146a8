import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { ImageRequest } from "@bunch/core/ports/image-model";
import type { SpooledAnswer, SpoolSink } from "@bunch/core/ports/spool";
import { expect, test } from "vitest";
import { simulatorCatalogue } from "./catalogue.ts";
import { createSimulator } from "./model.ts";

const entry = simulatorCatalogue[0] as CatalogueEntry;
const quick = createSimulator({ thinkMs: [0, 0] });
const never = new AbortController().signal;

const request = (wish: Partial<ImageRequest> = {}): ImageRequest => ({
  entry,
  prompt: "a red fox",
  variation: 0,
  seed: null,
  aspectRatio: "1:1",
  imageSize: "1K",
  references: [],
  apiKey: "",
  deadlineMs: 20_000,
  ...wish,
});

/** A sink of the port, in memory, that tells what was done to it. */
const keepTicket = () => Promise.reject(new Error("No ticket was to come."));

function memorySink(): SpoolSink & { chunks: Uint8Array[]; done: string[] } {
  const chunks: Uint8Array[] = [];
  const done: string[] = [];
  return {
    chunks,
    done,
    begin: async ({ status }) => void done.push(`begin ${status}`),
    write: async (chunk) => void chunks.push(chunk),
    finish: async () => void done.push("finish"),
    abandon: async () => void done.push("abandon"),
  };
}

async function drawn(wish: Partial<ImageRequest> = {}, model = quick) {
  const sink = memorySink();
  const end = await model.call({ request: request(wish), sink, keepTicket, signal: never });
  const answer: SpooledAnswer = { status: 200, body: Buffer.concat(sink.chunks), whole: true };
  const reading = model.read({ answer, entry, imageSize: "1K", references: 0, nowMs: 0 });
  return { end, sink, reading };
}

test("A prompt becomes a picture by way of the spool, in several chunks, for nothing", async () => {
  const { end, sink, reading } = await drawn();
  expect(end).toEqual({ ended: "answered" });
  expect(sink.done.slice(0, 2)).toEqual(["begin 200", "finish"]);
  expect(sink.chunks.length).toBeGreaterThan(2);
  expect(reading).toMatchObject({ kind: "picture", costMicros: 0 });
});

test("The same request gives the same picture", async () => {
  const [one, two, other] = [await drawn(), await drawn(), await drawn({ variation: 1 })];
  expect(two.reading).toEqual(one.reading);
  expect(other.reading).not.toEqual(one.reading);
});

test("The tiny size is one picture for all prompts, and is never thought over", async () => {
  const slow = createSimulator({ thinkMs: [60_000, 60_000] });
  const one = await drawn({ imageSize: "64" }, slow);
  const two = await drawn({ imageSize: "64", prompt: "another", aspectRatio: "16:9" }, slow);
  expect(one.reading).toMatchObject({ kind: "picture" });
  expect(two.reading).toEqual(one.reading);
});

test("Failing and being refused can be asked for", async () => {
  expect((await drawn({ prompt: "a cat [[fail]]" })).reading).toMatchObject({ why: "draw_failed" });
  expect((await drawn({ prompt: "[[refuse]]", imageSize: "64" })).reading).toMatchObject({
    why: "refused",
  });
});

test("An abort while it thinks ends the call unanswered, at once and with nothing begun", async () => {
  const slow = createSimulator({ thinkMs: [60_000, 60_000] });
  const sink = memorySink();
  const stop = new AbortController();
  const before = performance.now();
  const call = slow.call({ request: request(), sink, keepTicket, signal: stop.signal });
  stop.abort();
  expect(await call).toMatchObject({ ended: "unanswered" });
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(sink.done).toEqual(["abandon"]);
});

test("An abort in mid-answer leaves the part and ends the call unanswered", async () => {
  const stop = new AbortController();
  const sink = memorySink();
  const stopping: SpoolSink = {
    ...sink,
    write: async (chunk) => {
      await sink.write(chunk);
      stop.abort();
    },
  };
  const end = await quick.call({
    request: request(),
    sink: stopping,
    keepTicket,
    signal: stop.signal,
  });
  expect(end).toMatchObject({ ended: "unanswered" });
  expect(sink.chunks).toHaveLength(1);
  expect(sink.done).toEqual(["begin 200", "abandon"]);
});

test("A call that outlasts its deadline is unanswered", async () => {
  const slow = createSimulator({ thinkMs: [60_000, 60_000] });
  const sink = memorySink();
  const call = slow.call({ request: request({ deadlineMs: 50 }), sink, keepTicket, signal: never });
  expect(await call).toMatchObject({ ended: "unanswered" });
});

test("Trouble with the disk is nobody's answer: it is thrown", async () => {
  const full: SpoolSink = {
    ...memorySink(),
    write: () => Promise.reject(new Error("ENOSPC: no space left on device")),
  };
  await expect(
    quick.call({ request: request(), sink: full, keepTicket, signal: never }),
  ).rejects.toThrow("ENOSPC");
});

test("It takes its time, and another time for each prompt", async () => {
  const model = createSimulator({ thinkMs: [150, 600] });
  const timed = async (prompt: string) => {
    const before = performance.now();
    await drawn({ prompt }, model);
    return performance.now() - before;
  };
  const times = await Promise.all(["a", "b", "c", "d", "e", "f"].map(timed));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(149);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(50);
});

test("Every key works, as none is needed", async () => {
  expect(await quick.checkKey({ apiKey: "", signal: never })).toMatchObject({
    verdict: "works",
    models: ["simulator"],
  });
});

test("The catalogue gives pixels and a deadline for all it takes, and costs nothing", () => {
  expect(entry.aspectRatios).toHaveLength(14);
  for (const size of entry.imageSizes) {
    expect(entry.deadlineMs[size]).toBe(60_000);
    for (const ratio of entry.aspectRatios) expect(entry.pixels[size]?.[ratio]).toHaveLength(2);
  }
  expect(entry).toMatchObject({ needsKey: false, mayBeDefault: false, simulated: true });
});
