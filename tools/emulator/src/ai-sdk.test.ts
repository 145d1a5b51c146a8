import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

/** The providers of Vercel's AI SDK, which know nothing of us: what they can read is what Google and OpenAI would send. */
let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const png = new Uint8Array(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
);

const file = { type: "file" as const, data: png, mediaType: "image/png" };

const models = {
  google: () =>
    createGoogle({ apiKey: "AIzaSdk", baseURL: `${emulator.url}/v1beta` }).image(
      "gemini-2.5-flash-image",
    ),
  openai: () =>
    createOpenAI({ apiKey: "sk-sdk-1234", baseURL: `${emulator.url}/v1` }).image("gpt-image-2"),
};

async function draw(vendor: keyof typeof models, prompt: string, references = 0) {
  const answer = await models[vendor]().doGenerate({
    prompt,
    n: 1,
    size: vendor === "openai" ? "1024x1024" : undefined,
    aspectRatio: vendor === "google" ? "1:1" : undefined,
    seed: undefined,
    // Even an empty list of files would ask for an edit.
    files: references === 0 ? undefined : Array.from({ length: references }, () => file),
    mask: undefined,
    providerOptions: {},
  });
  const [first] = answer.images;
  return typeof first === "string" ? Buffer.from(first, "base64") : Buffer.from(first ?? []);
}

test.each([
  ["google", 0],
  ["google", 2],
  ["openai", 0],
  ["openai", 2],
] as const)("%s's provider draws with %i references, once", async (vendor, references) => {
  emulator.configure({ allowShutDown: true });
  const picture = await draw(vendor, "a red fox", references);
  expect(picture.subarray(1, 4).toString()).toBe("PNG");
  expect(emulator.bill()).toMatchObject({ calls: 1, byStatus: { "200": 1 } });
  expect(emulator.calls()[0]?.references).toHaveLength(references);
});

test.each([
  ["google", "api_key_invalid", 400],
  ["google", "rate_minute", 429],
  ["openai", "api_key_invalid", 401],
  ["openai", "prompt_blocked", 400],
  ["openai", "rate_images:12", 429],
] as const)(
  "%s's provider reads %s as the refusal that it is",
  async (vendor, scenario, status) => {
    emulator.configure({ allowShutDown: true });
    await expect(draw(vendor, `a fox [[${scenario}]]`)).rejects.toMatchObject({
      name: "AI_APICallError",
      statusCode: status,
    });
    expect(emulator.bill().calls).toBe(1);
  },
);
