import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bodyOf, rawCall } from "../test/raw-call.ts";
import { pngPicture } from "./png-picture.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ allowShutDown: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const reference = pngPicture({
  width: 8,
  height: 8,
  hue: 0,
  note: "a reference",
  bytes: null,
}).whole();

// One word in; the sums are written out by hand from the published prices, so that a slip in the table shows.
test.each([
  // model, size, references, input tokens × price + thoughts × price + image tokens × price
  ["gemini-nano-banana-2.1", "1K", 0, 1 * 1.5 + 900 * 7.5 + 1120 * 30],
  ["gemini-nano-banana-2.1", "2K", 0, 1 * 1.5 + 900 * 7.5 + 1680 * 30],
  ["gemini-nano-banana-2.1", "4K", 2, (1 + 2 * 1120) * 1.5 + 900 * 7.5 + 3780 * 30],
  ["gemini-3-pro-image", "1K", 0, 1 * 2 + 900 * 12 + 1120 * 120],
  ["gemini-3-pro-image", "2K", 3, (1 + 3 * 560) * 2 + 900 * 12 + 1120 * 120],
  ["gemini-3-pro-image", "4K", 0, 1 * 2 + 900 * 12 + 2000 * 120],
  ["gemini-3.1-flash-lite-image", null, 0, 0.25 + 900 * 1.5 + 1120 * 30],
  ["gemini-3.1-flash-image", "512", 0, 0.5 + 900 * 3 + 747 * 60],
  ["gemini-2.5-flash-image", null, 0, 0.3 + 1290 * 30],
  ["gemini-2.5-flash-image", null, 3, (1 + 3 * 258) * 0.3 + 1290 * 30],
])(
  "%s at %s with %i references costs %f micro-dollars, rounded up once",
  async (model, imageSize, count, exact) => {
    const [content] = bodyOf("fox").contents;
    const parts = Array.from({ length: count }, () => ({
      inlineData: { mimeType: "image/png", data: reference.toString("base64") },
    }));
    const body = {
      contents: [{ parts: [...(content?.parts ?? []), ...parts] }],
      generationConfig: {
        responseModalities: ["TEXT", "IMAGE"],
        ...(imageSize && { imageConfig: { imageSize } }),
      },
    };
    expect((await rawCall({ url: emulator.url, model, body })).status).toBe(200);
    const [call] = emulator.calls();
    expect(call?.costMicros).toBe(Math.ceil(exact));
    const sha256 = createHash("sha256").update(reference).digest("hex");
    expect(call?.references).toEqual(
      parts.map(() => ({ mimeType: "image/png", sha256, bytes: reference.length })),
    );
  },
);

test("the usage told is the usage billed, words and thoughts included", async () => {
  const prompt = "one two three [[text_before_image]]";
  const reply = JSON.parse((await rawCall({ url: emulator.url, prompt })).text) as {
    usageMetadata: unknown;
  };
  expect(reply.usageMetadata).toEqual({
    promptTokenCount: 4,
    candidatesTokenCount: 1123,
    totalTokenCount: 4 + 1123 + 900,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: 4 }],
    candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1120 }],
    thoughtsTokenCount: 900,
  });
  expect(emulator.calls()[0]?.usage).toEqual(reply.usageMetadata);
  expect(emulator.bill().costMicros).toBe(4 * 1.5 + 3 * 7.5 + 900 * 7.5 + 1120 * 30 + 0.5);
});

test("a draft is billed like the picture, and another model's answer at that model's price", async () => {
  await rawCall({ url: emulator.url, prompt: "[[two_images]]" });
  await rawCall({ url: emulator.url, prompt: "[[model_version_differs:gemini-3-pro-image]]" });
  await rawCall({ url: emulator.url, prompt: "[[model_version_differs:gemini-9]]" });
  const [drafted, other, unknown] = emulator.calls().map((call) => call.costMicros);
  expect(drafted).toBe(Math.ceil(1.5 + 900 * 7.5 + 2240 * 30));
  expect(other).toBe(2 + 900 * 12 + 1120 * 120);
  expect(unknown).toBe(Math.ceil(1.5 + 900 * 7.5 + 1120 * 30));
});

test("a blocked prompt costs its words and no thought", async () => {
  await rawCall({ url: emulator.url, prompt: "one [[prompt_blocked]]" });
  expect(emulator.bill().costMicros).toBe(3);
});

test("thoughts stay within their range and repeat with the seed", async () => {
  emulator.configure({ thinkingTokens: { min: 700, max: 2200 } });
  const round = async (): Promise<unknown[]> => {
    for (let call = 0; call < 12; call += 1) await rawCall({ url: emulator.url });
    const counts = emulator.calls().map((call) => call.usage?.["thoughtsTokenCount"]);
    emulator.reset();
    emulator.configure({ thinkingTokens: { min: 700, max: 2200 } });
    return counts;
  };
  const first = await round();
  expect(new Set(first).size).toBeGreaterThan(6);
  expect(Math.min(...first.map(Number))).toBeGreaterThanOrEqual(700);
  expect(Math.max(...first.map(Number))).toBeLessThanOrEqual(2200);
  expect(await round()).toEqual(first);
});

test("the bill is the sum of its calls and knows the hash of every picture sent", async () => {
  emulator.configure({ script: ["ok*3", "internal_500", "overloaded_429", "two_images"] });
  const hashes: string[] = [];
  for (let call = 0; call < 6; call += 1) {
    const answer = JSON.parse((await rawCall({ url: emulator.url })).text) as {
      candidates?: { content: { parts: { inlineData: { data: string } }[] } }[];
    };
    for (const { inlineData } of answer.candidates?.[0]?.content.parts ?? [])
      hashes.push(
        createHash("sha256").update(Buffer.from(inlineData.data, "base64")).digest("hex"),
      );
  }
  const calls = emulator.calls();
  expect(calls.flatMap((call) => call.imageSha256)).toEqual(hashes);
  expect(new Set(hashes).size).toBe(5);
  const bill = emulator.bill();
  expect(bill).toMatchObject({ calls: 6, billedCalls: 4, byStatus: { 200: 4, 429: 1, 500: 1 } });
  expect(bill.costMicros).toBe(calls.reduce((sum, call) => sum + call.costMicros, 0));
});

test("a key is known by its last four characters alone, and a key in the address is noticed", async () => {
  await rawCall({ url: emulator.url, key: "AIza-very-secret-9876" });
  const path = "/v1beta/models/gemini-nano-banana-2.1:generateContent?key=AIza-in-the-url-5432";
  expect((await rawCall({ url: emulator.url, key: null, path })).status).toBe(200);
  expect(emulator.calls()).toMatchObject([
    { keyLastFour: "9876", keyInUrl: false },
    { keyLastFour: "5432", keyInUrl: true },
  ]);
  expect(JSON.stringify([emulator.calls(), emulator.bill()])).not.toContain("secret");
});
