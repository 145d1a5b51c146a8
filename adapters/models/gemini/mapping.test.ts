import type { Reading } from "@bunch/core/results/reading";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answers, errors, read, readErrorNamed } from "./recorded.fixture.ts";

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
    expect(readErrorNamed(name)).toMatchObject({ kind: "ambiguous" });
  });

  test("an error inside a 200 is read as that error", () => {
    expect(read(200, errors["key invalid"]?.body)).toMatchObject({ reason: { code: "bad_key" } });
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
