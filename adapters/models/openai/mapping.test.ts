import { expect, test } from "vitest";
import { openAiCatalogue } from "./catalogue.ts";
import { readModelList } from "./check-key.ts";
import { readOpenAi } from "./mapping.ts";
import { perMinuteLimit, retryHintMs } from "./retry-hint.ts";

const [entry] = openAiCatalogue.filter(({ id }) => id === "gpt-image-1.5");
if (!entry) throw new Error("gpt-image-1.5 is gone.");
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function read(status: number, body: unknown, whole = true) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = { status, body: Buffer.from(text), whole };
  return readOpenAi({ answer, entry: entry!, catalogue: openAiCatalogue, imageSize: "1K" });
}

test("M12: words and pictures, in and out, are priced at their four rates", () => {
  const usage = {
    input_tokens: 350,
    input_tokens_details: { text_tokens: 50, image_tokens: 300 },
    output_tokens: 1100,
    output_tokens_details: { text_tokens: 44, image_tokens: 1056 },
  };
  expect(read(200, { created: 1, data: [{ b64_json: png }], usage })).toMatchObject({
    kind: "picture",
    bytes: Buffer.from(png, "base64"),
    costMicros: 50 * 5 + 300 * 8 + 44 * 10 + 1056 * 32,
    warnings: [],
  });
});

test("M12: what the counts leave out is taken from the sums", () => {
  const usage = { input_tokens: 50, output_tokens: 1056 };
  expect(read(200, { data: [{ b64_json: png }], usage })).toMatchObject({
    costMicros: 50 * 5 + 1056 * 32,
    warnings: [],
  });
  for (const broken of [null, {}, { input_tokens: -1, output_tokens: 1.5 }, "many"])
    expect(read(200, { data: [{ b64_json: png }], usage: broken })).toMatchObject({
      costMicros: 1584 * 32,
      warnings: [{ code: "cost_estimated" }],
    });
});

test("a server that answers with an address is not asked again, and not followed", () => {
  expect(read(200, { data: [{ url: "http://169.254.169.254/x.png" }] })).toMatchObject({
    kind: "no_picture",
    why: "failed",
    code: "unreadable_answer",
  });
});

test.each<[string, number, unknown, object]>([
  ["no JSON", 200, "hello", { kind: "ambiguous" }],
  ["JSON that is no object", 200, "[1]", { kind: "ambiguous" }],
  ["no data", 200, {}, { kind: "no_picture", why: "draw_failed" }],
  ["data: null", 200, { data: null }, { kind: "no_picture", why: "draw_failed" }],
  ["an error in a 200", 200, { error: { message: "Busy." } }, { kind: "provider_failed" }],
  [
    "a refusal in a 500",
    500,
    { error: { code: "content_policy_violation", message: "No." } },
    { kind: "no_picture", why: "refused", message: "The model refused this prompt. No." },
  ],
  [
    "a hard limit",
    400,
    { error: { code: "billing_hard_limit_reached", message: "Billing hard limit." } },
    { kind: "account", reason: { code: "spending_cap" } },
  ],
  ["a code that is a number", 429, { error: { code: 429, message: "x" } }, { kind: "overloaded" }],
  ["a wrong field, as FastAPI says it", 422, { detail: "size" }, { kind: "bad_request" }],
  ["a redirect", 307, "", { kind: "provider_failed" }],
  ["a line of text", 413, "Too large", { kind: "bad_request" }],
])("M12: %s is read as what it is", (_, status, body, expected) => {
  expect(read(status, body)).toMatchObject(expected);
});

test("a cut page of an error is a doubt, a cut body whose JSON is complete is none", () => {
  expect(read(502, "<html>", false)).toMatchObject({ kind: "ambiguous" });
  expect(read(500, { error: { message: "x" } }, false)).toMatchObject({ kind: "provider_failed" });
});

test.each([
  ["Please try again in 12s. Visit", 12_000],
  ["please try again in 850ms.", 850],
  ["Please try again in 1m2.5s.", 62_500],
  ["Please try again in 7h12m0s", 3_600_000],
  ["Please try again in 0s.", null],
  ["Please try again later.", null],
])("a wait is read from the words %j", (words, waitMs) => {
  expect(retryHintMs(words)).toBe(waitMs);
});

test.each([
  ["Rate limit reached for gpt-image-2 on input-images per min: Limit 5, Used 5, Requested 1.", 5],
  ["in organization org-x on requests per min (RPM): Limit 50, Used 50", 50],
  ["on images per minute (IPM): Limit 7, Used 7", 7],
  ["on requests per day (RPD): Limit 200, Used 200", null],
  ["on tokens per min (TPM): Limit 30000, Used 29000", null],
])("a limit of calls a minute is read from the words %j", (words, perMinute) => {
  expect(perMinuteLimit(words)).toBe(perMinute);
});

test("a key that may not list models is not called bad", () => {
  const body = {
    error: { message: "You have insufficient permissions. Missing scopes: api.model.read." },
  };
  const list = (status: number, json: unknown) =>
    readModelList(status, Buffer.from(JSON.stringify(json)), openAiCatalogue);
  expect(list(403, body)).toMatchObject({ verdict: "unreachable", models: [] });
  expect(list(403, { error: { message: "No." } })).toMatchObject({ verdict: "refused" });
  expect(list(429, body)).toMatchObject({ verdict: "unreachable" });
  expect(list(200, { data: [{ id: "gpt-image-1.5" }, { id: 3 }, null] })).toMatchObject({
    verdict: "works",
    models: ["gpt-image-1.5"],
  });
});

test("R7: a refusal whose words name no wait takes the one of its headers", () => {
  const body = Buffer.from(
    JSON.stringify({ error: { code: "rate_limit_exceeded", message: "Slow." } }),
  );
  const answer = { status: 429, body, whole: true, retryAfterMs: 7000 };
  expect(readOpenAi({ answer, entry, catalogue: openAiCatalogue, imageSize: "1K" })).toMatchObject({
    kind: "rate_limited",
    waitMs: 7000,
  });
  const told = JSON.stringify({ error: { message: "Please try again in 2s." } });
  expect(
    readOpenAi({
      answer: { ...answer, body: Buffer.from(told) },
      entry,
      catalogue: openAiCatalogue,
      imageSize: "1K",
    }),
  ).toMatchObject({ kind: "rate_limited", waitMs: 2000 });
});
