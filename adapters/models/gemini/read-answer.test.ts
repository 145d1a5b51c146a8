import { describe, expect, test } from "vitest";
import { answers, picture, read, readAnswerNamed } from "./recorded.fixture.ts";

describe("an answer with a picture", () => {
  test("gives the bytes that the model sent, and what they cost", () => {
    // 12 × 1.5 + 900 × 7.5 + 1120 × 30
    expect(readAnswerNamed("picture")).toEqual({
      kind: "picture",
      bytes: picture,
      costMicros: 40_368,
      pictures: 1,
      warnings: [],
    });
  });

  test("may have words before and after it, which cost the text rate", () => {
    expect(readAnswerNamed("text before and after")).toMatchObject({
      kind: "picture",
      bytes: picture,
      costMicros: 40_368 + 75,
    });
  });

  test.each(["two pictures", "marked draft"])(
    "with drafts (%s) gives the last picture and counts all that were billed",
    (name) => {
      expect(readAnswerNamed(name)).toMatchObject({
        kind: "picture",
        bytes: picture,
        pictures: 2,
        costMicros: 40_368 + 1120 * 30,
      });
    },
  );

  test("is priced by the model that drew it, where the catalogue knows that one", () => {
    // 12 × 2 + 800 × 12 + 1120 × 120
    expect(readAnswerNamed("another model")).toMatchObject({
      kind: "picture",
      costMicros: 144_024,
    });
    expect(readAnswerNamed("unknown model version")).toMatchObject({
      kind: "picture",
      costMicros: 40_368,
    });
  });

  test("without counts is priced by the catalogue's picture, and says so", () => {
    expect(readAnswerNamed("no usage")).toMatchObject({
      kind: "picture",
      costMicros: 33_600,
      warnings: [{ code: "cost_estimated" }],
    });
  });

  test("with a count but no details splits it by the catalogue, and says so", () => {
    // 12 × 1.5 + 10 × 7.5 + 1120 × 30
    expect(readAnswerNamed("usage without details")).toMatchObject({
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
    expect(readAnswerNamed("bad base64")).toMatchObject({
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
    expect(readAnswerNamed(name)).toMatchObject({
      ...undrawn,
      message: expect.stringContaining(words),
      costMicros: name === "text only" ? 6843 : 6768,
    });
  });

  test("with nothing but a marked draft is a failed draw, and its draft was billed", () => {
    expect(readAnswerNamed("marked draft only")).toMatchObject({ ...undrawn, costMicros: 40_368 });
  });

  test("IMAGE_SAFETY was filtered", () => {
    expect(readAnswerNamed("IMAGE_SAFETY")).toMatchObject({
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
    expect(readAnswerNamed(name)).toMatchObject({
      ...refused,
      message: expect.stringContaining(words),
    });
  });

  test("MAX_TOKENS failed", () => {
    expect(readAnswerNamed("MAX_TOKENS")).toMatchObject({
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
