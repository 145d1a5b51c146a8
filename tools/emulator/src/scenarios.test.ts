import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf, rawCall } from "../test/raw-call.ts";
import type { answerScenarios } from "./answer-scenarios.ts";
import type { errorScenarios } from "./error-scenarios.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
afterAll(() => emulator.stop());

interface Part {
  text?: string;
  thought?: boolean;
  inlineData?: { mimeType: string; data: string };
}
interface Answer {
  candidates?: {
    content?: { parts?: Part[] | null };
    finishReason?: string;
    finishMessage?: string;
  }[];
  promptFeedback?: { blockReason: string };
  usageMetadata?: { candidatesTokenCount?: number; thoughtsTokenCount?: number };
  modelVersion: string;
  responseId: string;
}

const errors: Record<keyof typeof errorScenarios, [status: number, words: string]> = {
  api_key_invalid: [400, "API_KEY_INVALID"],
  api_key_expired: [400, "API key expired"],
  invalid_argument: [400, "INVALID_ARGUMENT"],
  invalid_argument_field: [400, "fieldViolations"],
  failed_precondition: [400, "User location is not supported"],
  unauthenticated: [401, "UNAUTHENTICATED"],
  leaked: [403, "leaked"],
  service_disabled: [403, "SERVICE_DISABLED"],
  api_key_service_blocked: [403, "API_KEY_SERVICE_BLOCKED"],
  unregistered: [403, "unregistered callers"],
  credits_depleted: [402, "prepayment credits are depleted"],
  credits_depleted_429: [429, "prepayment credits are depleted"],
  model_not_found: [404, "models/gemini-nano-banana-2.1 is not found for API version"],
  rate_minute: [429, '"retryDelay": "37.363665079s"'],
  rate_day: [429, "PerDay"],
  rate_images: [429, "GenerateImagesPerMinute"],
  rate_tokens: [429, "InputTokensPerModelPerMinute"],
  spend_rate: [429, "spend-based rate limit"],
  spending_cap: [429, "monthly spending cap"],
  limit_zero: [429, "limit: 0"],
  overloaded_429: [429, "Resource has been exhausted (e.g. check quota)."],
  overloaded_429_later: [429, "Please try again later."],
  internal_500: [500, "INTERNAL"],
  bad_gateway_502: [502, "<!DOCTYPE html>"],
  unavailable_503: [503, "The model is overloaded"],
  error_in_array: [503, "The model is overloaded"],
  error_in_array_400: [400, "INVALID_ARGUMENT"],
  error_without_body: [500, ""],
  gateway_timeout_504: [504, "DEADLINE_EXCEEDED"],
  request_timeout_408: [408, "<!DOCTYPE html>"],
};

test.each(Object.entries(errors))(
  "%s answers with its status and words, and a call that was refused is not billed",
  async (name, [status, words]) => {
    emulator.reset();
    const reply = await rawCall({ url: emulator.url, prompt: `a fox [[${name}]]` });
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(words);
    const ambiguous = name === "gateway_timeout_504" || name === "request_timeout_408";
    expect(emulator.bill().billedCalls).toBe(ambiguous ? 1 : 0);
    expect(emulator.calls()).toMatchObject([
      { scenario: name, status, imageSha256: [], arrived: "whole" },
    ]);
  },
);

test("a rate limit by the minute names its quota, and without details there are none", async () => {
  const byMinute = JSON.parse(
    (await rawCall({ url: emulator.url, prompt: "[[rate_minute:2.5]]" })).text,
  );
  expect(byMinute.error.details).toContainEqual({
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    retryDelay: "2.5s",
  });
  expect(JSON.stringify(byMinute.error.details)).toMatch(/"quotaId":"[^"]*PerMinute/u);
  const blind = JSON.parse(
    (await rawCall({ url: emulator.url, prompt: "[[overloaded_429]]" })).text,
  );
  expect(blind.error.details).toBeUndefined();
});

test("an error can come wrapped in a list", async () => {
  const wrapped: unknown = JSON.parse(
    (await rawCall({ url: emulator.url, prompt: "[[error_in_array]]" })).text,
  );
  expect(wrapped).toEqual([
    { error: expect.objectContaining({ code: 503, status: "UNAVAILABLE" }) },
  ]);
});

type Shape = Partial<{
  finish: string | undefined;
  content: "parts" | "absent" | "{}" | "null" | "[]" | "no candidate" | "no candidates";
  pictures: number;
  words: string;
  message: boolean;
  block: string;
}>;

const picture: Shape = { finish: "STOP", content: "parts", pictures: 1 };
const undrawn = (finish: string, message = false): Shape => ({
  finish,
  content: "{}",
  pictures: 0,
  message,
});
const answers: Record<keyof typeof answerScenarios, Shape> = {
  ok: picture,
  slow: picture,
  slow_body: picture,
  no_image: {
    finish: "NO_IMAGE",
    content: "parts",
    pictures: 0,
    words: "can't picture that",
    message: true,
  },
  no_image_silent: undrawn("NO_IMAGE"),
  text_only: { finish: "STOP", content: "parts", pictures: 0, words: "tell me more" },
  empty: { content: "no candidates" },
  empty_candidates: { content: "no candidate" },
  empty_content: undrawn("STOP"),
  no_content: { finish: "STOP", content: "absent" },
  parts_null: { finish: "STOP", content: "null" },
  parts_empty: { finish: "STOP", content: "[]" },
  image_other: undrawn("IMAGE_OTHER", true),
  other: undrawn("OTHER"),
  image_recitation: undrawn("IMAGE_RECITATION", true),
  malformed_response: undrawn("MALFORMED_RESPONSE", true),
  image_safety: undrawn("IMAGE_SAFETY", true),
  safety: undrawn("SAFETY", true),
  prohibited_content: undrawn("PROHIBITED_CONTENT", true),
  image_prohibited_content: undrawn("IMAGE_PROHIBITED_CONTENT", true),
  recitation: undrawn("RECITATION", true),
  blocklist: undrawn("BLOCKLIST", true),
  spii: undrawn("SPII", true),
  prompt_blocked: { content: "no candidates", block: "PROHIBITED_CONTENT" },
  prompt_blocked_safety: { content: "no candidates", block: "SAFETY" },
  prompt_blocked_other: { content: "no candidates", block: "OTHER" },
  max_tokens: undrawn("MAX_TOKENS"),
  unknown_finish: undrawn("IMAGE_WAS_EATEN", true),
  bad_base64: picture,
  wrong_mime: picture,
  not_a_picture: picture,
  wrong_size: picture,
  big_body: picture,
  two_images: { ...picture, pictures: 2 },
  thought_draft: { ...picture, pictures: 2, words: "Composing" },
  thought_draft_only: picture,
  text_before_image: { ...picture, words: "Here it is" },
  text_after_image: { ...picture, words: "I hope" },
  missing_usage: picture,
  model_version_differs: picture,
};

// What would make the table slow is given in small: the argument changes the amount alone.
const smallArguments: Record<string, string> = {
  slow: ":0.01",
  slow_body: ":0.01",
  big_body: ":1",
};

test.each(Object.entries(answers))(
  "%s answers 200 in its own shape and is billed by its usage",
  async (name, shape) => {
    emulator.reset();
    const reply = await rawCall({
      url: emulator.url,
      prompt: `a fox [[${name}${smallArguments[name] ?? ""}]]`,
    });
    expect(reply).toMatchObject({ status: 200, error: null });
    const answer = answerOf(reply.text);
    const candidate = answer.candidates?.[0];
    const parts = candidate?.content?.parts ?? [];
    expect({
      content: contentOf(answer),
      finish: candidate?.finishReason,
      pictures: parts.filter((part) => part.inlineData).length,
      message: candidate?.finishMessage !== undefined,
      block: answer.promptFeedback?.blockReason,
    }).toEqual({
      finish: undefined,
      pictures: 0,
      message: false,
      block: undefined,
      ...without(shape, "words"),
    });
    if (shape.words) expect(parts.map((part) => part.text ?? "").join()).toContain(shape.words);
    const [call] = emulator.calls();
    expect(call).toMatchObject({
      billed: true,
      status: 200,
      responseId: answer.responseId,
      arrived: "whole",
    });
    expect(call?.costMicros).toBeGreaterThan(0);
  },
);

test("NO_IMAGE says nothing at all where images alone were asked for", async () => {
  const body = bodyOf("[[no_image]]", { responseModalities: ["IMAGE"] });
  const answer = answerOf((await rawCall({ url: emulator.url, body })).text);
  expect(answer.candidates).toEqual([{ content: {}, finishReason: "NO_IMAGE", index: 0 }]);
});

test("the flaws of a picture are what they are called", async () => {
  const bytesOf = async (prompt: string): Promise<Buffer> =>
    Buffer.from(await dataOf(prompt), "base64");
  const dataOf = async (prompt: string): Promise<string> =>
    answerOf((await rawCall({ url: emulator.url, prompt })).text).candidates?.[0]?.content
      ?.parts?.[0]?.inlineData?.data ?? "";
  expect(await dataOf("[[bad_base64]]")).not.toMatch(/^[A-Za-z0-9+/]*={0,2}$/u);
  expect((await sharp(await bytesOf("[[wrong_mime]]")).metadata()).format).toBe("jpeg");
  await expect(sharp(await bytesOf("[[not_a_picture]]")).metadata()).rejects.toThrow("unsupported");
  expect(await sharp(await bytesOf("[[wrong_size]]")).metadata()).toMatchObject({
    width: 32,
    height: 64,
  });
  expect(await sharp(await bytesOf("[[wrong_size:50x40]]")).metadata()).toMatchObject({
    width: 50,
    height: 40,
  });
});

test("60 MB arrive as 60 MB, in one valid picture", async () => {
  const reply = await rawCall({ url: emulator.url, prompt: "[[big_body]]" });
  expect(reply.text.length).toBeGreaterThan(59_900_000);
  const [part] = answerOf(reply.text).candidates?.[0]?.content?.parts ?? [];
  const decoded = await sharp(Buffer.from(part?.inlineData?.data ?? "", "base64"))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(decoded.info).toMatchObject({ width: 64, height: 64 });
});

test("a draft that is a thought comes before the picture, and both are counted", async () => {
  const answer = answerOf((await rawCall({ url: emulator.url, prompt: "[[thought_draft]]" })).text);
  const parts = answer.candidates?.[0]?.content?.parts ?? [];
  expect(parts.map((part) => part.thought ?? false)).toEqual([true, true, false]);
  expect(answer.usageMetadata?.candidatesTokenCount).toBe(2240);
});

test("usage can be missing and the model that drew can be another", async () => {
  const silent = answerOf((await rawCall({ url: emulator.url, prompt: "[[missing_usage]]" })).text);
  expect(silent.usageMetadata).toBeUndefined();
  const other = answerOf(
    (await rawCall({ url: emulator.url, prompt: "[[model_version_differs]]" })).text,
  );
  expect(other.modelVersion).toBe("gemini-3-pro-image");
  const unknown = answerOf(
    (await rawCall({ url: emulator.url, prompt: "[[model_version_differs:gemini-9]]" })).text,
  );
  expect(unknown.modelVersion).toBe("gemini-9");
});

function answerOf(text: string): Answer {
  return JSON.parse(text) as Answer;
}

function without(shape: Shape, name: keyof Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([key]) => key !== name));
}

function contentOf(answer: Answer): Shape["content"] {
  if (!answer.candidates) return "no candidates";
  const [candidate] = answer.candidates;
  if (!candidate) return "no candidate";
  if (!candidate.content) return "absent";
  const { parts } = candidate.content;
  if (parts === undefined) return "{}";
  if (parts === null) return "null";
  return parts.length === 0 ? "[]" : "parts";
}
