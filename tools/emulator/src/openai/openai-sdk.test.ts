import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

/** OpenAI's own client, which knows nothing of us: what it can read is what OpenAI would send. */
let emulator: Emulator;
let client: OpenAI;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  client = new OpenAI({ apiKey: "sk-sdk-1234", baseURL: `${emulator.url}/v1`, maxRetries: 0 });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const wish = { model: "gpt-image-2.5-sunburst", prompt: "a red fox", quality: "high" } as const;
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a picture comes as base64 with what it cost in tokens", async () => {
  const answer = await client.images.generate({ ...wish, size: "1536x1024" });
  expect(
    Buffer.from(answer.data?.[0]?.b64_json ?? "", "base64")
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  expect(answer).toMatchObject({ size: "1536x1024", quality: "high", output_format: "png" });
  expect(answer.usage).toMatchObject({
    output_tokens: 1372,
    input_tokens_details: { image_tokens: 0, text_tokens: 9 },
  });
  expect(emulator.bill()).toMatchObject({ calls: 1, costMicros: 1372 * 30 + 9 * 5 });
});

test("several references go along as a form", async () => {
  const image = await Promise.all(
    ["one.png", "two.png"].map((name) => toFile(png, name, { type: "image/png" })),
  );
  const answer = await client.images.edit({ ...wish, image });
  expect(answer.usage?.input_tokens_details.image_tokens).toBe(2048);
  const [call] = emulator.calls();
  expect(call?.references.map((one) => [one.mimeType, one.bytes])).toEqual([
    ["image/png", png.length],
    ["image/png", png.length],
  ]);
});

test.each([
  ["api_key_invalid", OpenAI.AuthenticationError, "invalid_api_key"],
  ["prompt_blocked", OpenAI.BadRequestError, "moderation_blocked"],
  ["model_not_found", OpenAI.NotFoundError, "model_not_found"],
  ["rate_images:12", OpenAI.RateLimitError, "rate_limit_exceeded"],
  ["credits_depleted", OpenAI.RateLimitError, "credit_balance_exhausted"],
  ["failed_precondition", OpenAI.PermissionDeniedError, "unsupported_country_region_territory"],
  ["internal_500", OpenAI.InternalServerError, null],
])("%s is an error that the client knows", async (scenario, kind, code) => {
  const asked = client.images.generate({ ...wish, prompt: `a fox [[${scenario}]]` });
  const error: unknown = await asked.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ code, requestID: expect.stringMatching(/^req_call-/u) });
});

test.each(["reset_mid_body", "truncated_json", "hang_mid_body"])(
  "%s: the client gets no picture, and it is billed",
  async (scenario) => {
    const asked = client.images.generate(
      { ...wish, prompt: `a fox [[${scenario}]]` },
      { timeout: 1000, signal: AbortSignal.timeout(1500) },
    );
    await expect(asked).rejects.toThrow();
    expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
  },
);

test.each([
  [{ size: "1000x1000" }, "size"],
  [{ size: "4096x1024" }, "size"],
  [{ size: "512x512" }, "size"],
  [{ quality: "best" }, "quality"],
  [{ prompt: "" }, "prompt"],
  [{ response_format: "b64_json" }, "response_format"],
])("what the model does not take is refused by its field: %j", async (change, param) => {
  const asked = client.images.generate({ ...wish, ...change } as typeof wish);
  await expect(asked).rejects.toMatchObject({ status: 400, param });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0 });
});

test("the models are listed to a good key and to no other", async () => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toContain("gpt-image-2");
  expect(ids).not.toContain("gpt-image-1");
  emulator.configure({ acceptedKeys: ["sk-another"] });
  await expect(client.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});

test("the limits hold for it as for Google", async () => {
  emulator.configure({ requestsPerMinute: 1 });
  await client.images.generate(wish);
  await expect(client.images.generate(wish)).rejects.toMatchObject({ status: 429 });
  expect(emulator.bill()).toMatchObject({ calls: 2, billedCalls: 1 });
});
