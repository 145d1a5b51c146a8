import { describe, expect, test } from "vitest";
import { errors, read, readErrorNamed } from "./recorded.fixture.ts";

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
    expect(readErrorNamed(name)).toEqual({
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
    expect(readErrorNamed("day")).toMatchObject({
      kind: "account",
      reason: { code: "daily_quota", until: "2026-11-24T08:00:00.000Z" },
    });
  });

  test("429 for the minute waits as long as it says, rounded up", () => {
    expect(readErrorNamed("minute")).toMatchObject({ kind: "rate_limited", waitMs: 37_364 });
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
    expect(readErrorNamed(name)).toMatchObject({ kind: "overloaded" });
  });

  test.each(["wrong request", "wrong request in a list"])("%s: this request is wrong", (name) => {
    expect(readErrorNamed(name)).toMatchObject({
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
    const reading = readErrorNamed(name);
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
    const shown = JSON.stringify(readErrorNamed("suspended"));
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
