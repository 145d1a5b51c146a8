import { readFileSync } from "node:fs";
import type { Reading } from "@bunch/core/results/reading";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { geminiCatalogue } from "./catalogue.ts";
import { readGemini } from "./mapping.ts";

const answers = fixture("answers.json") as Record<string, unknown>;
const errors = fixture("errors.json") as Record<string, { status: number; body: unknown }>;
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** Monday 2026-11-23, 20:00 UTC: noon in California. */
const nowMs = Date.UTC(2026, 10, 23, 20);

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}

function entryOf(id: string) {
  const entry = geminiCatalogue.find((one) => one.id === id);
  if (!entry) throw new Error(`no ${id}`);
  return entry;
}

function read(
  status: number,
  body: unknown,
  { whole = true, model = "gemini-nano-banana-2.1", imageSize = "1K" } = {},
): Reading {
  const bytes =
    body instanceof Uint8Array
      ? body
      : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const answer = { status, body: bytes, whole };
  return readGemini({
    answer,
    entry: entryOf(model),
    catalogue: geminiCatalogue,
    imageSize,
    nowMs,
  });
}

function answer(name: string): Reading {
  if (!answers[name]) throw new Error(`no fixture ${name}`);
  return read(200, answers[name]);
}

function error(name: string): Reading {
  const given = errors[name];
  if (!given) throw new Error(`no fixture ${name}`);
  return read(given.status, given.body);
}

describe("an answer with a picture", () => {
  test("gives the bytes that the model sent, and what they cost", () => {
    // 12 × 1.5 + 900 × 7.5 + 1120 × 30
    expect(answer("picture")).toEqual({
      kind: "picture",
      bytes: picture,
      costMicros: 40_368,
      pictures: 1,
      warnings: [],
    });
  });

  test("may have words before and after it, which cost the text rate", () => {
    expect(answer("text before and after")).toMatchObject({
      kind: "picture",
      bytes: picture,
      costMicros: 40_368 + 75,
    });
  });

  test.each(["two pictures", "marked draft"])(
    "with drafts (%s) gives the last picture and counts all that were billed",
    (name) => {
      expect(answer(name)).toMatchObject({
        kind: "picture",
        bytes: picture,
        pictures: 2,
        costMicros: 40_368 + 1120 * 30,
      });
    },
  );

  test("is priced by the model that drew it, where the catalogue knows that one", () => {
    // 12 × 2 + 800 × 12 + 1120 × 120
    expect(answer("another model")).toMatchObject({ kind: "picture", costMicros: 144_024 });
    expect(answer("unknown model version")).toMatchObject({ kind: "picture", costMicros: 40_368 });
  });

  test("without counts is priced by the catalogue's picture, and says so", () => {
    expect(answer("no usage")).toMatchObject({
      kind: "picture",
      costMicros: 33_600,
      warnings: [{ code: "cost_estimated" }],
    });
  });

  test("with a count but no details splits it by the catalogue, and says so", () => {
    // 12 × 1.5 + 10 × 7.5 + 1120 × 30
    expect(answer("usage without details")).toMatchObject({
      kind: "picture",
      costMicros: 33_693,
      warnings: [{ code: "cost_estimated" }],
    });
  });

  test.each([
    ["gemini-nano-banana-2.1", "4K", 113_400],
    ["gemini-3-pro-image", "2K", 134_400],
    ["gemini-3.1-flash-lite-image", "1K", 33_600],
    ["gemini-3.1-flash-image", "512", 44_820],
    ["gemini-2.5-flash-image", "1K", 38_700],
  ])("of %s at %s is worth what its price list says", (model, imageSize, costMicros) => {
    const body = { candidates: [{ content: { parts: [{ inlineData: { data: "AAAA" } }] } }] };
    expect(read(200, body, { model, imageSize })).toMatchObject({ kind: "picture", costMicros });
  });

  test("counts even where the line broke, once its JSON is complete", () => {
    expect(read(200, answers["picture"], { whole: false })).toMatchObject({ kind: "picture" });
  });

  test("may escape what JSON allows to escape", () => {
    const escaped = JSON.stringify(answers["picture"])
      .replaceAll("=", "\\u003d")
      .replaceAll("/", "\\/");
    expect(read(200, escaped)).toMatchObject({ kind: "picture", bytes: picture });
  });

  test("whose base64 is broken is a failed draw with its cost", () => {
    expect(answer("bad base64")).toMatchObject({
      kind: "no_picture",
      why: "draw_failed",
      code: "unreadable_answer",
      costMicros: 40_368,
    });
  });
});

describe("an answer without a picture", () => {
  const undrawn = { kind: "no_picture", why: "draw_failed", code: "no_picture" };
  const refused = { kind: "no_picture", why: "refused", code: "refused" };

  test.each([
    ["no candidates", "The model answered without a picture."],
    ["empty candidates", "The model answered without a picture."],
    ["no content", "The model answered without a picture."],
    ["empty content", "The model answered without a picture."],
    ["parts null", "The model answered without a picture."],
    ["parts empty", "The model answered without a picture."],
    ["text only", "Could you tell me more about the fox?"],
    ["NO_IMAGE", "The model did not generate the image. Nothing here can be seen."],
    ["NO_IMAGE silent", "NO_IMAGE"],
    ["IMAGE_OTHER", "Unable to show the generated image."],
    ["OTHER", "OTHER"],
    ["IMAGE_RECITATION", "It may be too close to existing material."],
    ["MALFORMED_RESPONSE", "The response was malformed."],
  ])("%s: the draw failed and may be tried again, with its words", (name, words) => {
    // 12 × 1.5 + 900 × 7.5, and 10 × 7.5 for words of their own
    expect(answer(name)).toMatchObject({
      ...undrawn,
      message: expect.stringContaining(words),
      costMicros: name === "text only" ? 6843 : 6768,
    });
  });

  test("with nothing but a marked draft is a failed draw, and its draft was billed", () => {
    expect(answer("marked draft only")).toMatchObject({ ...undrawn, costMicros: 40_368 });
  });

  test("IMAGE_SAFETY was filtered", () => {
    expect(answer("IMAGE_SAFETY")).toMatchObject({
      kind: "no_picture",
      why: "filtered",
      code: "filtered",
      message: expect.stringContaining("The image was filtered out."),
    });
  });

  test.each([
    ["SAFETY", "Blocked by the safety filters."],
    ["PROHIBITED_CONTENT", "The prompt is prohibited."],
    ["IMAGE_PROHIBITED_CONTENT", "It violated the use policy."],
    ["RECITATION", "Repeats existing material."],
    ["BLOCKLIST", "A blocked word."],
    ["SPII", "Sensitive personal information."],
    ["blocked PROHIBITED_CONTENT", "PROHIBITED_CONTENT"],
    ["blocked SAFETY", "SAFETY"],
    ["blocked OTHER", "The prompt was blocked."],
    ["blocked BLOCKLIST", "BLOCKLIST"],
    ["blocked IMAGE_SAFETY", "IMAGE_SAFETY"],
    ["blocked YET_TO_COME", "YET_TO_COME"],
  ])("%s: refused, with its words", (name, words) => {
    expect(answer(name)).toMatchObject({ ...refused, message: expect.stringContaining(words) });
  });

  test("MAX_TOKENS failed", () => {
    expect(answer("MAX_TOKENS")).toMatchObject({
      kind: "no_picture",
      why: "failed",
      code: "too_long",
    });
  });

  test.each(["IMAGE_WAS_EATEN", "constructor", "__proto__"])(
    "an unknown reason, %s, failed",
    (reason) => {
      expect(read(200, { candidates: [{ finishReason: reason }] })).toMatchObject({
        kind: "no_picture",
        why: "failed",
        code: "provider_error",
        message: expect.stringContaining(reason),
      });
    },
  );
});

describe("an answer that is none", () => {
  test.each([
    ["half of its JSON", 200, JSON.stringify(answers["picture"]).slice(0, 300), true],
    ["half of its JSON, and the line broke", 200, '{"candidates":[{"con', false],
    ["nothing", 200, "", true],
    ["a page", 200, "<html>Please sign in</html>", true],
    ["other JSON", 200, "[]", true],
    ["half a refusal", 400, '{"error":{"code":400,"mess', false],
    ["half a failure", 500, "<!DOCTYPE ht", false],
  ])("(%s) is in doubt", (_, status, body, whole) => {
    expect(read(status, body, { whole })).toMatchObject({ kind: "ambiguous" });
  });

  test.each(["gateway timeout", "request timeout"])("(%s) is in doubt", (name) => {
    expect(error(name)).toMatchObject({ kind: "ambiguous" });
  });

  test("an error inside a 200 is read as that error", () => {
    expect(read(200, errors["key invalid"]?.body)).toMatchObject({ reason: { code: "bad_key" } });
  });
});

describe("an HTTP error", () => {
  test.each([
    ["key invalid", "bad_key", "API key not valid."],
    ["key expired", "bad_key", "API key expired."],
    ["location", "location", "User location is not supported"],
    ["unauthenticated", "bad_key", "invalid authentication credentials"],
    ["leaked", "key_blocked", "reported as leaked"],
    ["service disabled", "key_blocked", "it is disabled"],
    ["service blocked", "key_blocked", "are blocked"],
    ["suspended", "key_blocked", "has been suspended"],
    ["unregistered", "bad_key", "unregistered callers"],
    ["credits", "no_credit", "prepayment credits are depleted"],
    ["credits by 429", "no_credit", "prepayment credits are depleted"],
    ["model gone", "model_gone", "is not found for API version v1beta"],
    ["spending cap", "spending_cap", "monthly spending cap"],
    ["limit zero", "spending_cap", "limit: 0"],
  ])("%s pauses the execution: %s, in the provider's words", (name, code, words) => {
    expect(error(name)).toEqual({
      kind: "account",
      reason: { code, message: expect.stringContaining(words), until: null },
    });
  });

  test.each([
    ["gemini-nano-banana-2.1", "gemini-3.1-flash-lite-image"],
    ["gemini-2.5-flash-image", "gemini-nano-banana-2.1"],
  ])("404 for %s names a live model, %s", (model, other) => {
    const gone = errors["model gone"];
    expect(read(404, gone?.body, { model })).toMatchObject({
      reason: { message: expect.stringContaining(`Start again with ${other}.`) },
    });
  });

  test("429 for the day waits until midnight in California, whatever delay it tells", () => {
    expect(error("day")).toMatchObject({
      kind: "account",
      reason: { code: "daily_quota", until: "2026-11-24T08:00:00.000Z" },
    });
  });

  test("429 for the minute waits as long as it says, rounded up", () => {
    expect(error("minute")).toMatchObject({ kind: "rate_limited", waitMs: 37_364 });
  });

  test.each([
    ["2s", 2000],
    ["2.3s", 2300],
    ["0.000000001s", 1],
    ["99999s", 3_600_000],
  ])("a delay of %s is %i ms", (retryDelay, waitMs) => {
    const body = { error: { code: 429, message: "m", details: [{ retryDelay }] } };
    expect(read(429, body)).toMatchObject({ kind: "rate_limited", waitMs });
  });

  test.each(["0s", "-3s", "soon", "1e9s", 3, null])("a delay of %j is none", (retryDelay) => {
    const body = { error: { code: 429, message: "m", details: [{ retryDelay }] } };
    expect(read(429, body)).toMatchObject({ kind: "overloaded" });
  });

  test("a limit that only begins with a zero is no limit of zero", () => {
    const minute = JSON.stringify(errors["minute"]?.body).replace("limit: 10", "limit: 0.5");
    expect(read(429, minute)).toMatchObject({ kind: "rate_limited" });
  });

  test.each(["check quota", "try later"])("429 without details (%s) is overload", (name) => {
    expect(error(name)).toMatchObject({ kind: "overloaded" });
  });

  test.each(["wrong request", "wrong request in a list"])("%s: this request is wrong", (name) => {
    expect(error(name)).toMatchObject({
      kind: "bad_request",
      message: expect.stringContaining("Request contains an invalid argument."),
    });
  });

  test.each([
    ["internal", "An internal error has occurred."],
    ["overloaded", "The model is overloaded."],
    ["overloaded in a list", "The model is overloaded."],
    ["bad gateway", "The provider failed (502)."],
  ])("%s: theirs, with words for people", (name, words) => {
    const reading = error(name);
    expect(reading).toMatchObject({
      kind: "provider_failed",
      message: expect.stringContaining(words),
    });
    expect(JSON.stringify(reading)).not.toContain("<");
  });

  test("a redirect is not followed but told", () => {
    expect(read(302, "")).toMatchObject({
      kind: "provider_failed",
      message: expect.stringContaining("GEMINI_BASE_URL"),
    });
  });
});

describe("the words of a provider", () => {
  test("never show a key", () => {
    const shown = JSON.stringify(error("suspended"));
    expect(shown).not.toMatch(/AIza/u);
    const body = { error: { code: 400, message: "key AQ.Ab8RN6Jc0000000000 of ?key=hidden1 no" } };
    expect(JSON.stringify(read(400, body))).not.toMatch(/Ab8RN|hidden1/u);
  });

  test("are bounded and hold nothing that a database refuses", () => {
    const message = `a\u0000b\uD800c${"🦊".repeat(2000)}`;
    const reading = read(400, { error: { code: 400, message } });
    const words = reading.kind === "bad_request" ? reading.message : "";
    expect(words).toContain("ab\uFFFDc🦊");
    expect(words.isWellFormed()).toBe(true);
    expect(words.length).toBeLessThan(1100);
  });
});

describe("whatever comes", () => {
  const statuses = fc.oneof(
    fc.constantFrom(200, 400, 402, 403, 404, 408, 429, 500, 502, 504),
    fc.integer({ min: 0, max: 999 }),
  );
  const names = fc.constantFrom(
    "candidates",
    "content",
    "parts",
    "inlineData",
    "data",
    "text",
    "thought",
    "finishReason",
    "finishMessage",
    "promptFeedback",
    "blockReason",
    "usageMetadata",
    "promptTokenCount",
    "candidatesTokensDetails",
    "modality",
    "tokenCount",
    "modelVersion",
    "error",
    "message",
    "status",
    "details",
    "retryDelay",
    "violations",
    "quotaId",
  );
  const { shaped } = fc.letrec((tie) => ({
    shaped: fc.oneof(
      { maxDepth: 7, depthSize: "max" },
      fc.oneof(
        fc.string(),
        fc.double(),
        fc.constant(null),
        fc.boolean(),
        fc.constantFrom("IMAGE", "STOP", "AAAA"),
        fc.constant("A".repeat(2000)),
      ),
      fc.array(tie("shaped"), { maxLength: 3 }),
      fc.dictionary(names, tie("shaped"), { maxKeys: 4 }),
    ),
  }));

  function isSound(reading: Reading): boolean {
    const cost = "costMicros" in reading ? reading.costMicros : 0;
    return Number.isSafeInteger(cost) && cost >= 0;
  }

  test("of JSON, it is read and never throws", () => {
    fc.assert(
      fc.property(statuses, shaped, fc.boolean(), (status, body, whole) =>
        isSound(read(status, JSON.stringify(body), { whole })),
      ),
      { numRuns: 2000 },
    );
  });

  test("of an answer with one part replaced, it is read and never throws", () => {
    const texts = Object.values(answers).map((one) => JSON.stringify(one));
    fc.assert(
      fc.property(fc.constantFrom(...texts), names, shaped, (text, name, value) => {
        const changed = text.replaceAll(
          new RegExp(`"${name}":("[^"]*"|[0-9]+|null)`, "gu"),
          () => `"${name}":${JSON.stringify(value)}`,
        );
        return isSound(read(200, changed));
      }),
      { numRuns: 1000 },
    );
  });

  test("of bytes, it is read and never throws", () => {
    fc.assert(
      fc.property(
        statuses,
        fc.uint8Array({ maxLength: 400 }),
        fc.boolean(),
        (status, body, whole) => isSound(read(status, body, { whole })),
      ),
      { numRuns: 1000 },
    );
  });
});
