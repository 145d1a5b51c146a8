import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bodyOf, rawCall } from "../test/raw-call.ts";
import { pngPicture } from "./png-picture.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const data = pngPicture({ width: 8, height: 8, hue: 0, note: "", bytes: null })
  .whole()
  .toString("base64");
const png = { inlineData: { mimeType: "image/png", data } };
const withImage = (imageConfig: object) => bodyOf("a fox", { imageConfig });
const withParts = (...parts: object[]) => ({
  contents: [{ parts: [{ text: "a fox" }, ...parts] }],
});

test.each([
  [
    "a lower-case size",
    withImage({ imageSize: "2k" }),
    "image_size must be one of '1K', '2K', or '4K'",
  ],
  ["512 on a model without it", withImage({ imageSize: "512" }), "image_size must be one of"],
  ["an unknown ratio", withImage({ aspectRatio: "7:5" }), "aspect_ratio must be one of '1:1'"],
  ["an unknown field", { ...bodyOf("a fox"), generation: {} }, 'Unknown name \\"generation\\"'],
  [
    "an unknown setting",
    bodyOf("a fox", { size: "2K" }),
    "Unknown name \\\"size\\\" at 'generation_config'",
  ],
  [
    "a size beside the image settings",
    bodyOf("a fox", { imageSize: "2K" }),
    'Unknown name \\"imageSize\\"',
  ],
  [
    "an unknown modality",
    bodyOf("a fox", { responseModalities: ["PICTURE"] }),
    "response_modalities[0]",
  ],
  ["no contents", { generationConfig: {} }, "contents is not specified"],
  ["no parts", { contents: [{ parts: [] }] }, "contents.parts must not be empty"],
  ["an empty part", withParts({}), "required oneof field"],
  [
    "an unknown role",
    { contents: [{ role: "system", parts: [{ text: "a" }] }] },
    "valid role: user, model",
  ],
  [
    "broken base64",
    withParts({ inlineData: { mimeType: "image/png", data: "!!!" } }),
    "Base64 decoding failed",
  ],
  [
    "a reference of another kind",
    withParts({ inlineData: { mimeType: "image/svg+xml", data } }),
    "Unsupported MIME type",
  ],
  [
    "a reference that is no picture",
    withParts({ inlineData: { mimeType: "image/png", data: "AAAA" } }),
    "Unable to process input image",
  ],
  [
    "too many references",
    withParts(...Array.from({ length: 15 }, () => png)),
    "at most 14, got 15",
  ],
  ["two candidates", bodyOf("a fox", { candidateCount: 2 }), "Multiple candidates"],
  ["half a JSON", '{"contents": [', "Invalid JSON payload received"],
  ["a misspelt directive", bodyOf("a fox [[no_such_thing]]"), "knows no scenario"],
])("%s is refused as INVALID_ARGUMENT and costs nothing", async (_, body, words) => {
  const reply = await rawCall({ url: emulator.url, body });
  expect(reply.status).toBe(400);
  expect(reply.text).toContain(words);
  expect(JSON.parse(reply.text)).toMatchObject({
    error: { code: 400, status: "INVALID_ARGUMENT" },
  });
  expect(reply.text).not.toContain("API_KEY_INVALID");
  expect(emulator.bill()).toMatchObject({
    calls: 1,
    billedCalls: 0,
    byScenario: { "refused by request": 1 },
  });
});

test("a model with one size takes no size, and takes the request without it", async () => {
  const model = "gemini-3.1-flash-lite-image";
  const sized = await rawCall({ url: emulator.url, model, body: withImage({ imageSize: "1K" }) });
  expect([sized.status, (await rawCall({ url: emulator.url, model })).status]).toEqual([400, 200]);
});

test("ratios are the model's own: 1:8 is drawn by one and refused by another", async () => {
  const body = withImage({ aspectRatio: "1:8" });
  const pro = await rawCall({ url: emulator.url, model: "gemini-3-pro-image", body });
  expect([(await rawCall({ url: emulator.url, body })).status, pro.status]).toEqual([200, 400]);
});

test("field names may be written with underscores", async () => {
  const body = {
    contents: [{ parts: [{ text: "a fox" }, { inline_data: { mime_type: "image/png", data } }] }],
    generation_config: {
      response_modalities: ["TEXT", "IMAGE"],
      image_config: { aspect_ratio: "16:9" },
    },
  };
  expect((await rawCall({ url: emulator.url, body })).status).toBe(200);
  expect(emulator.calls()).toMatchObject([
    { aspectRatio: "16:9", references: [{ mimeType: "image/png" }] },
  ]);
});

test("a reference of 10 MB is taken", async () => {
  const heavy = pngPicture({ width: 8, height: 8, hue: 0, note: "heavy", bytes: 10_000_000 });
  const body = withParts({
    inlineData: { mimeType: "image/png", data: heavy.whole().toString("base64") },
  });
  expect((await rawCall({ url: emulator.url, body })).status).toBe(200);
  expect(emulator.calls()[0]?.references[0]?.bytes).toBe(10_000_000);
});

test("a request over the size limit is refused in words, not by a reset", async () => {
  emulator.configure({ largestRequestBytes: 1000 });
  const reply = await rawCall({ url: emulator.url, prompt: "fox ".repeat(100_000) });
  expect(reply).toMatchObject({ status: 400, error: null });
  expect(reply.text).toContain("payload size exceeds");
});

test("the older version of the API refuses response modalities", async () => {
  const reply = await rawCall({
    url: emulator.url,
    path: "/v1/models/gemini-nano-banana-2.1:generateContent",
  });
  expect(reply.status).toBe(400);
  expect(reply.text).toContain('Unknown name \\"responseModalities\\"');
});

test("a shut-down model is gone unless it is allowed, and any model can be taken away", async () => {
  const statusOf = async (model: string) => (await rawCall({ url: emulator.url, model })).status;
  expect(await statusOf("gemini-2.5-flash-image")).toBe(404);
  emulator.configure({ allowShutDown: true });
  expect(await statusOf("gemini-2.5-flash-image")).toBe(200);
  emulator.configure({ liveModels: ["gemini-3-pro-image"] });
  expect([await statusOf("gemini-3-pro-image"), await statusOf("gemini-nano-banana-2.1")]).toEqual([
    200, 404,
  ]);
  expect(await statusOf("gemini-unheard-of")).toBe(404);
});
