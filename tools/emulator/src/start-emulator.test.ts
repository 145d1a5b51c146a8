import { GoogleGenAI } from "@google/genai";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
let google: GoogleGenAI;

beforeAll(async () => {
  emulator = await startEmulator();
  google = new GoogleGenAI({
    apiKey: "AIza-test-key-1234",
    httpOptions: { baseUrl: emulator.url, apiVersion: "v1beta", retryOptions: { attempts: 1 } },
  });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

test("Google's own SDK gets a picture of the size it asked for, and the bill shows the call", async () => {
  const answer = await google.models.generateContent({
    model: "gemini-nano-banana-2.1",
    contents: "a red fox",
    config: {
      responseModalities: ["TEXT", "IMAGE"],
      imageConfig: { aspectRatio: "16:9", imageSize: "2K" },
    },
  });
  const data = answer.candidates?.[0]?.content?.parts?.[0]?.inlineData?.data ?? "";
  const { width, height, format } = await sharp(Buffer.from(data, "base64")).metadata();
  expect({ width, height, format }).toEqual({ width: 2752, height: 1536, format: "png" });
  // 3 words in at 1.50, 900 thoughts at 7.50, 1680 image tokens at 30: 4.5 + 6750 + 50400, rounded up.
  expect(emulator.bill()).toMatchObject({
    calls: 1,
    billedCalls: 1,
    costMicros: 57_155,
    unfinished: 0,
    inFlight: 0,
  });
  expect(answer.usageMetadata?.candidatesTokensDetails).toEqual([
    { modality: "IMAGE", tokenCount: 1680 },
  ]);
});

test("Google's own SDK throws the status and words of a refusal", async () => {
  const refused = google.models.generateContent({
    model: "gemini-nano-banana-2.1",
    contents: "a red fox [[api_key_invalid]]",
  });
  await expect(refused).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("API_KEY_INVALID"),
  });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0, costMicros: 0 });
});

test("Google's own SDK lists the live models alone", async () => {
  const names: (string | undefined)[] = [];
  for await (const model of await google.models.list({ config: { pageSize: 2 } }))
    names.push(model.name);
  expect(names).toEqual([
    "models/gemini-nano-banana-2.1",
    "models/gemini-3-pro-image",
    "models/gemini-3.1-flash-lite-image",
    "models/gemini-embedding-001",
  ]);
  const one = await google.models.get({ model: "gemini-3-pro-image" });
  expect(one.displayName).toBe("Nano Banana Pro");
  await expect(google.models.get({ model: "gemini-2.5-flash-image" })).rejects.toMatchObject({
    status: 404,
  });
});
