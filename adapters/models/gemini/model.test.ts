import { costMicros } from "@bunch/core/models/cost";
import type { CallEnd, ImageModel } from "@bunch/core/ports/image-model";
import type { Reading } from "@bunch/core/results/reading";
import { startEmulator } from "@bunch/emulator/start-emulator";
import type { Emulator } from "@bunch/emulator/start-emulator";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callLimits } from "../http/call-once.ts";
import { geminiCatalogue } from "./catalogue.ts";
import { createGemini } from "./model.ts";
import { createRecordingSink, noTicket } from "../http/recording-sink.fixture.ts";

let emulator: Emulator;
let gemini: ImageModel;

beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  gemini = createGemini({
    baseUrl: emulator.url,
    catalogue: geminiCatalogue,
    limits: { ...callLimits, idleTimeoutMs: 500 },
  });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

function entryOf(id: string) {
  const entry = geminiCatalogue.find((one) => one.id === id);
  if (!entry) throw new Error(`no ${id}`);
  return entry;
}

/** Calls once and reads what is in the spool afterwards, as the flow does. */
async function draw(
  prompt: string,
  change: { model?: string; aspectRatio?: string; imageSize?: string; references?: number } = {},
): Promise<{ end: CallEnd; reading: Reading | null }> {
  const entry = entryOf(change.model ?? "gemini-nano-banana-2.1");
  const { imageSize = "1K", aspectRatio = "1:1", references = 0 } = change;
  const { sink, seen, body } = createRecordingSink();
  const end = await gemini.call({
    request: {
      entry,
      prompt,
      variation: 0,
      seed: null,
      aspectRatio,
      imageSize,
      references: pngs.slice(0, references),
      apiKey: " AIza-test-key-1234\n",
      deadlineMs: 3000,
    },
    keepTicket: noTicket,
    sink,
    signal: new AbortController().signal,
  });
  const answer = { status: seen.status, body: body(), whole: seen.state === "finished" };
  const reading =
    seen.bytes === 0
      ? null
      : gemini.read({ answer, entry, imageSize, references, nowMs: Date.now() });
  return { end, reading };
}

const pngs = [1, 2].map((n) => ({
  bytes: Buffer.concat([
    Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
    Buffer.alloc(30_000, n),
  ]),
  mimeType: "image/png",
}));

const undrawn = { kind: "no_picture", why: "draw_failed", code: "no_picture" };
const refused = { kind: "no_picture", why: "refused", code: "refused" };
const account = (code: string) => ({ kind: "account", reason: { code } });

test.each<[string, object]>([
  ["ok", { kind: "picture", pictures: 1, warnings: [] }],
  ["text_before_image", { kind: "picture", pictures: 1 }],
  ["text_after_image", { kind: "picture", pictures: 1 }],
  ["two_images", { kind: "picture", pictures: 2 }],
  ["thought_draft", { kind: "picture", pictures: 2 }],
  ["wrong_mime", { kind: "picture" }],
  ["model_version_differs", { kind: "picture" }],
  ["no_image", undrawn],
  ["no_image_silent", undrawn],
  ["text_only", undrawn],
  ["empty", undrawn],
  ["empty_candidates", undrawn],
  ["empty_content", undrawn],
  ["no_content", undrawn],
  ["parts_null", undrawn],
  ["parts_empty", undrawn],
  ["image_other", undrawn],
  ["other", undrawn],
  ["image_recitation", undrawn],
  ["malformed_response", undrawn],
  ["thought_draft_only", undrawn],
  ["image_safety", { kind: "no_picture", why: "filtered", code: "filtered" }],
  ["safety", refused],
  ["prohibited_content", refused],
  ["image_prohibited_content", refused],
  ["recitation", refused],
  ["blocklist", refused],
  ["spii", refused],
  ["prompt_blocked", refused],
  ["prompt_blocked_safety", refused],
  ["prompt_blocked_other", refused],
  ["max_tokens", { kind: "no_picture", why: "failed", code: "too_long" }],
  ["unknown_finish", { kind: "no_picture", why: "failed", code: "provider_error" }],
  ["bad_base64", { kind: "no_picture", why: "draw_failed", code: "unreadable_answer" }],
  ["api_key_invalid", account("bad_key")],
  ["api_key_expired", account("bad_key")],
  ["failed_precondition", account("location")],
  ["unauthenticated", account("bad_key")],
  ["leaked", account("key_blocked")],
  ["service_disabled", account("key_blocked")],
  ["api_key_service_blocked", account("key_blocked")],
  ["unregistered", account("bad_key")],
  ["credits_depleted", account("no_credit")],
  ["credits_depleted_429", account("no_credit")],
  ["model_not_found", account("model_gone")],
  ["rate_day", account("daily_quota")],
  ["spending_cap", account("spending_cap")],
  ["limit_zero", account("spending_cap")],
  ["rate_minute", { kind: "rate_limited", waitMs: 37_364 }],
  ["rate_minute:2.5", { kind: "rate_limited", waitMs: 2500 }],
  ["overloaded_429", { kind: "overloaded" }],
  ["overloaded_429_later", { kind: "overloaded" }],
  ["invalid_argument", { kind: "bad_request" }],
  ["invalid_argument_field", { kind: "bad_request" }],
  ["error_in_array_400", { kind: "bad_request" }],
  ["internal_500", { kind: "provider_failed" }],
  ["bad_gateway_502", { kind: "provider_failed" }],
  ["unavailable_503", { kind: "provider_failed" }],
  ["error_in_array", { kind: "provider_failed" }],
  ["gateway_timeout_504", { kind: "ambiguous" }],
  ["request_timeout_408", { kind: "ambiguous" }],
  ["truncated_json", { kind: "ambiguous" }],
  ["truncated_json_length", { kind: "ambiguous" }],
])(
  "%s over HTTP: one call, read as what it is, at no more than what was billed",
  async (step, expected) => {
    const { end, reading } = await draw(`a red fox [[${step}]]`);
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject(expected);
    expect(emulator.bill().calls).toBe(1);
    // A doubt may have been billed; everything else costs what the provider says, to the micro-dollar.
    if (reading?.kind === "ambiguous") return;
    const settled = reading && "costMicros" in reading ? reading.costMicros : 0;
    const billed = emulator.bill().costMicros;
    expect(settled).toBeLessThanOrEqual(billed);
    expect(billed - settled).toBeLessThanOrEqual(1);
  },
);

test("error_without_body over HTTP is the provider's failure", async () => {
  const { end, reading } = await draw("a red fox [[error_without_body]]");
  expect(end).toEqual({ ended: "answered" });
  expect(reading).toBeNull();
  const answer = { status: 500, body: new Uint8Array(), whole: true };
  const entry = entryOf("gemini-nano-banana-2.1");
  expect(gemini.read({ answer, entry, imageSize: "1K", references: 0, nowMs: 0 })).toMatchObject({
    kind: "provider_failed",
  });
});

test("missing_usage over HTTP is settled below the bill, with a warning", async () => {
  const { reading } = await draw("a red fox [[missing_usage]]");
  expect(reading).toMatchObject({ kind: "picture", warnings: [{ code: "cost_estimated" }] });
  const settled = reading?.kind === "picture" ? reading.costMicros : 0;
  expect(settled).toBe(33_600);
  expect(settled).toBeLessThan(emulator.bill().costMicros);
});

test.each([
  "hang_before_headers",
  "hang_mid_body",
  "reset_after_accept",
  "reset_mid_body",
  "truncated_body",
])("%s over HTTP: one call, unanswered, and its half in doubt", async (step) => {
  const { end, reading } = await draw(`a red fox [[${step}]]`);
  expect(end).toMatchObject({ ended: "unanswered" });
  if (reading) expect(reading).toMatchObject({ kind: "ambiguous" });
  await expect.poll(() => emulator.bill().unfinished).toBe(0);
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
});

test("the provider gets the ratio, the size, the words and both references of each call", async () => {
  const asked = { aspectRatio: "21:9", imageSize: "2K", references: 2 };
  const { reading } = await draw("a red fox", asked);
  await draw("a blue fox", asked);
  const calls = emulator.calls();
  expect(calls).toHaveLength(2);
  for (const call of calls) {
    expect(call).toMatchObject({
      apiVersion: "v1beta",
      keyInUrl: false,
      keyLastFour: "1234",
      modalities: ["TEXT", "IMAGE"],
      aspectRatio: "21:9",
      imageSize: "2K",
    });
    expect(call.references).toHaveLength(2);
  }
  expect(calls[0]?.references).toEqual(calls[1]?.references);
  const expected = costMicros(entryOf("gemini-nano-banana-2.1").prices, {
    inputTokens: 3 + 2 * 1120,
    referenceTokens: 0,
    textTokens: 900,
    imageTokens: 1680,
  });
  expect(reading).toMatchObject({ kind: "picture", costMicros: expected });
});

test.each(geminiCatalogue.map((entry) => [entry.id, entry] as const))(
  "%s draws every size and ratio of its entry, and refuses none of our requests",
  async (model, entry) => {
    emulator.configure({ allowShutDown: true });
    for (const imageSize of entry.imageSizes)
      for (const aspectRatio of entry.aspectRatios) {
        const { reading } = await draw("a red fox", { model, imageSize, aspectRatio });
        expect(reading, `${aspectRatio} at ${imageSize}`).toMatchObject({ kind: "picture" });
      }
    const calls = entry.imageSizes.length * entry.aspectRatios.length;
    expect(emulator.bill()).toMatchObject({ calls, billedCalls: calls });
    if (!entry.sendsImageSize) expect(emulator.calls()[0]?.imageSize).toBeNull();
  },
);

test("a shut-down model is gone, and the message names the live one", async () => {
  const { reading } = await draw("a red fox", { model: "gemini-2.5-flash-image" });
  expect(reading).toMatchObject({
    kind: "account",
    reason: {
      code: "model_gone",
      message: expect.stringContaining("Start again with gemini-nano-banana-2.1."),
    },
  });
});

const { signal } = new AbortController();

test("a good key is told what it may call, and nothing is drawn", async () => {
  expect(await gemini.checkKey({ apiKey: "AIza-test-key-1234\n", signal })).toEqual({
    verdict: "works",
    message: "The key may call 3 models.",
    models: ["gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-lite-image"],
  });
  expect(emulator.bill()).toMatchObject({ calls: 0, modelListCalls: 1 });
});

test("a wrong key is refused in the provider's words, which don't show it", async () => {
  emulator.configure({ acceptedKeys: ["AIza-other"] });
  const verdict = await gemini.checkKey({ apiKey: "AIza-test-key-1234", signal });
  expect(verdict).toMatchObject({
    verdict: "refused",
    message: expect.stringContaining("API key not valid"),
    models: [],
  });
  expect(JSON.stringify(verdict)).not.toContain("test-key");
});

test("no server says nothing about a key", async () => {
  const gone = await startEmulator();
  await gone.stop();
  const nobody = createGemini({ baseUrl: gone.url, catalogue: geminiCatalogue });
  expect(await nobody.checkKey({ apiKey: "AIza-test-key-1234", signal })).toMatchObject({
    verdict: "unreachable",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});
