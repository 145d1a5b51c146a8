import { ApiError, GoogleGenAI } from "@google/genai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

/** Google's own client in its Vertex mode, which knows nothing of us: what it can read is what Vertex would send. */
let emulator: Emulator;
let client: GoogleGenAI;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  const httpOptions = { baseUrl: `${emulator.url}/vertex` };
  client = new GoogleGenAI({ vertexai: true, apiKey: "AIza-sdk-1234", httpOptions });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const model = "gemini-nano-banana-2.1";
const config = { responseModalities: ["IMAGE"], imageConfig: { aspectRatio: "3:2" } };

test("a picture comes with its tokens, and is on the bill", async () => {
  const answer = await client.models.generateContent({ model, contents: "a red fox", config });
  expect(answer.candidates?.[0]?.content?.parts?.[0]?.inlineData?.mimeType).toBe("image/png");
  expect(answer.usageMetadata?.candidatesTokenCount).toBe(1120);
  expect(emulator.calls()).toMatchObject([
    { model, prompt: "a red fox", aspectRatio: "3:2", billed: true },
  ]);
});

test.each([
  ["api_key_service_blocked", 403],
  ["model_not_found", 404],
  ["overloaded_429", 429],
])("%s is an error that the client knows", async (scenario, status) => {
  const asked = client.models.generateContent({ model, contents: `a fox [[${scenario}]]`, config });
  const error: unknown = await asked.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status });
});

test("tokens are counted", async () => {
  const counted = await client.models.countTokens({ model, contents: "a red fox" });
  expect(counted.totalTokens).toBe(3);
});
