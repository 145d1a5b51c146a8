import { LLMock } from "@copilotkit/aimock";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRecordingSink, noTicket } from "../http/recording-sink.fixture.ts";
import { geminiCatalogue } from "./catalogue.ts";
import { createGemini } from "./model.ts";

// Somebody else's reading of Gemini's interface: what our emulator and our adapter get wrong alike shows here. It knows no answer
// with a picture; what it sends inline, meant for sound, is of any type that is named.

let mock: LLMock;
let gemini: ReturnType<typeof createGemini>;
let png: Buffer;
beforeAll(async () => {
  mock = new LLMock({ port: 0, host: "127.0.0.1", strict: true });
  gemini = createGemini({ baseUrl: await mock.start(), catalogue: geminiCatalogue });
  png = await sharp({ create: { width: 9, height: 6, channels: 3, background: "#3a7" } })
    .png()
    .toBuffer();
});
beforeEach(() => {
  mock.clearFixtures();
  mock.clearRequests();
});
afterAll(() => mock.stop());

async function draw(prompt: string, references = 0) {
  const [entry] = geminiCatalogue;
  if (!entry) throw new Error("There is no model.");
  const { sink, seen, body } = createRecordingSink();
  const end = await gemini.call({
    request: {
      entry,
      prompt,
      variation: 0,
      seed: null,
      aspectRatio: "3:2",
      imageSize: "1K",
      references: Array.from({ length: references }, () => ({
        bytes: png,
        mimeType: "image/png",
      })),
      apiKey: "AIza-of-a-test",
      deadlineMs: 5000,
    },
    keepTicket: noTicket,
    sink,
    signal: new AbortController().signal,
  });
  const answer = { status: seen.status, body: body(), whole: seen.state === "finished" };
  const reading = gemini.read({ answer, entry, imageSize: "1K", references, nowMs: Date.now() });
  return { end, reading, model: entry.id };
}

test.each([0, 2])(
  "F1: its generateContent takes our request with %i references once and gives the picture",
  async (references) => {
    mock.onMessage("a fox", {
      audio: { b64Json: png.toString("base64"), contentType: "image/png" },
    });
    const { end, reading, model } = await draw("a fox", references);
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject({ kind: "picture", pictures: 1 });
    if (reading.kind !== "picture") throw new Error("There is no picture.");
    expect(Buffer.from(reading.bytes).equals(png)).toBe(true);
    const requests = mock.getRequests();
    expect(requests.map(({ path }) => path)).toEqual([`/v1beta/models/${model}:generateContent`]);
  },
);

test("R2: its answer in words is no picture, and one request", async () => {
  mock.onMessage("a fox", { content: "I would rather tell you about foxes." });
  const { reading } = await draw("a fox");
  expect(reading).toMatchObject({ kind: "no_picture", why: "draw_failed", code: "no_picture" });
  expect(mock.getRequests()).toHaveLength(1);
});

test.each([
  [429, { kind: "overloaded" }],
  [503, { kind: "provider_failed" }],
  [500, { kind: "provider_failed" }],
  [400, { kind: "bad_request" }],
] as const)("R1: its %i is read as what it is, after one request", async (status, expected) => {
  mock.onMessage("a fox", { status, error: { message: "Something of theirs." } });
  const { end, reading } = await draw("a fox");
  expect(end).toEqual({ ended: "answered" });
  expect(reading).toMatchObject(expected);
  expect(mock.getRequests()).toHaveLength(1);
});
