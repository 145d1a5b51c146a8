import { LLMock } from "@copilotkit/aimock";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRecordingSink, noTicket } from "../http/recording-sink.fixture.ts";
import { openAiCatalogue } from "./catalogue.ts";
import { createOpenAi } from "./model.ts";

// Somebody else's reading of OpenAI's interface: what our emulator and our adapter get wrong alike shows here.

let mock: LLMock;
let openai: ReturnType<typeof createOpenAi>;
let png: Buffer;
beforeAll(async () => {
  mock = new LLMock({ port: 0, host: "127.0.0.1", strict: true });
  openai = createOpenAi({ baseUrl: await mock.start(), catalogue: openAiCatalogue });
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
  const entry = openAiCatalogue.find(({ id }) => id === "gpt-image-2");
  if (!entry) throw new Error("It has no such model.");
  const { sink, seen, body } = createRecordingSink();
  const end = await openai.call({
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
      apiKey: "sk-of-a-test",
      deadlineMs: 5000,
    },
    keepTicket: noTicket,
    sink,
    signal: new AbortController().signal,
  });
  const answer = { status: seen.status, body: body(), whole: seen.state === "finished" };
  const reading = openai.read({ answer, entry, imageSize: "1K", references, nowMs: Date.now() });
  return { end, reading };
}

const methods = [
  ["generations", 0],
  ["edits", 2],
] as const;

test.each(methods)(
  "F1: its %s takes our request once and gives the picture",
  async (method, references) => {
    mock.onImage("a fox", { image: { b64Json: png.toString("base64") } });
    const { end, reading } = await draw("a fox", references);
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject({ kind: "picture", pictures: 1 });
    if (reading.kind !== "picture") throw new Error("There is no picture.");
    expect(Buffer.from(reading.bytes).equals(png)).toBe(true);
    const requests = mock.getRequests();
    expect(requests.map(({ path }) => path)).toEqual([`/v1/images/${method}`]);
    expect(Object.keys(requests[0]?.headers ?? {})).toContain("authorization");
    expect(requests[0]?.body).toMatchObject({ model: "gpt-image-2" });
  },
);

test.each([
  [
    429,
    { type: "insufficient_quota", code: "insufficient_quota" },
    { kind: "account", reason: { code: "no_credit" } },
  ],
  [
    429,
    { type: "requests", code: "rate_limit_exceeded" },
    { kind: "rate_limited", waitMs: 20_000 },
  ],
  [
    401,
    { type: "invalid_request_error", code: "invalid_api_key" },
    { kind: "account", reason: { code: "bad_key" } },
  ],
  [
    400,
    { type: "image_generation_user_error", code: "moderation_blocked" },
    { kind: "no_picture", costMicros: 0 },
  ],
  [400, { type: "invalid_request_error", code: "invalid_value" }, { kind: "bad_request" }],
  [500, { type: "server_error" }, { kind: "provider_failed" }],
] as const)(
  "R1: its %i with %j is read as what it is, after one request",
  async (status, error, expected) => {
    mock.on(
      { endpoint: "image" },
      { status, error: { message: "Limit 5, Used 5. Please try again in 20s.", ...error } },
    );
    const { end, reading } = await draw("a fox");
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject(expected);
    expect(mock.getRequests()).toHaveLength(1);
  },
);
