import type { CallEnd, ImageModel } from "@bunch/core/ports/image-model";
import type { Reading } from "@bunch/core/results/reading";
import { ceilingMicros } from "@bunch/core/models/cost";
import { startEmulator } from "@bunch/emulator/start-emulator";
import type { Emulator } from "@bunch/emulator/start-emulator";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callLimits } from "../http/call-once.ts";
import { createRecordingSink, noTicket } from "../http/recording-sink.fixture.ts";
import { openAiCatalogue } from "./catalogue.ts";
import { createOpenAi } from "./model.ts";

const apiKey = `sk-proj-canary${"x".repeat(20)}T3BlbkFJ1234`;
let emulator: Emulator;
let openai: ImageModel;
let references: { bytes: Uint8Array; mimeType: string }[];

beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  openai = createOpenAi({
    baseUrl: emulator.url,
    catalogue: openAiCatalogue,
    limits: { ...callLimits, idleTimeoutMs: 500 },
  });
  const drawn = sharp({ create: { width: 8, height: 8, channels: 3, background: "#c33" } });
  references = [
    { bytes: new Uint8Array(await drawn.clone().png().toBuffer()), mimeType: "image/png" },
    { bytes: new Uint8Array(await drawn.clone().jpeg().toBuffer()), mimeType: "image/jpeg" },
  ];
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

function entryOf(id: string) {
  const entry = openAiCatalogue.find((one) => one.id === id);
  if (!entry) throw new Error(`no ${id}`);
  return entry;
}

/** Calls once and reads what is in the spool afterwards, as the flow does; looks for the key in all of it. */
async function draw(
  prompt: string,
  change: { model?: string; aspectRatio?: string; imageSize?: string; references?: number } = {},
): Promise<{ end: CallEnd; reading: Reading | null }> {
  const entry = entryOf(change.model ?? "gpt-image-2");
  const { imageSize = "1K", aspectRatio = "1:1", references: count = 0 } = change;
  const { sink, seen, body } = createRecordingSink();
  const end = await openai.call({
    request: {
      entry,
      prompt,
      variation: 0,
      seed: null,
      aspectRatio,
      imageSize,
      references: references.slice(0, count),
      apiKey: ` ${apiKey}\n`,
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
      : openai.read({ answer, entry, imageSize, references: count, nowMs: Date.now() });
  expect(JSON.stringify([end, { ...reading, bytes: null }])).not.toContain("canary");
  expect(body().includes("canary")).toBe(false);
  return { end, reading };
}

const undrawn = { kind: "no_picture", why: "draw_failed", code: "no_picture" };
const refused = { kind: "no_picture", why: "refused", code: "refused", costMicros: 0 };
const filtered = { kind: "no_picture", why: "filtered", code: "filtered", costMicros: 0 };
const account = (code: string) => ({ kind: "account", reason: { code, until: null } });

test.each<[string, object]>([
  ["ok", { kind: "picture", pictures: 1, warnings: [] }],
  ["big_body:3", { kind: "picture" }],
  ["two_images", { kind: "picture", pictures: 2 }],
  ["wrong_size", { kind: "picture" }],
  ["wrong_mime", { kind: "picture" }],
  ["not_a_picture", { kind: "picture" }],
  ["slow:0.2", { kind: "picture" }],
  ["empty", undrawn],
  ["no_image", undrawn],
  ["text_only", undrawn],
  ["bad_base64", { kind: "no_picture", why: "draw_failed", code: "unreadable_answer" }],
  ["prompt_blocked", refused],
  ["safety", refused],
  ["image_safety", filtered],
  ["api_key_invalid", account("bad_key")],
  ["api_key_expired", account("bad_key")],
  ["unauthenticated", account("bad_key")],
  ["unregistered", account("bad_key")],
  ["leaked", account("bad_key")],
  ["service_disabled", account("key_blocked")],
  ["api_key_service_blocked", account("key_blocked")],
  ["failed_precondition", account("location")],
  ["credits_depleted", account("no_credit")],
  ["credits_depleted_429", account("no_credit")],
  ["spending_cap", account("spending_cap")],
  ["limit_zero", account("spending_cap")],
  ["model_not_found", account("model_gone")],
  ["rate_minute", { kind: "rate_limited", waitMs: 37_364, perMinute: 10 }],
  ["rate_minute:2.5", { kind: "rate_limited", waitMs: 2500 }],
  ["rate_images:12", { kind: "rate_limited", waitMs: 12_000, perMinute: 10 }],
  ["rate_tokens:0.85", { kind: "rate_limited", waitMs: 850, perMinute: null }],
  ["spend_rate", { kind: "overloaded" }],
  ["overloaded_429", { kind: "overloaded" }],
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
  "M12: %s from OpenAI: one call, read as what it is, at exactly what was billed",
  async (step, expected) => {
    const { end, reading } = await draw(`a red fox [[${step}]]`);
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject(expected);
    expect(emulator.bill().calls).toBe(1);
    // A doubt may have been billed; everything else costs what the provider says, to the micro-dollar.
    if (reading?.kind === "ambiguous") return;
    const settled = reading && "costMicros" in reading ? reading.costMicros : 0;
    expect(settled).toBe(emulator.bill().costMicros);
  },
);

test("M12: missing_usage from OpenAI is settled at the catalogue's price of the picture, with a warning", async () => {
  const { reading } = await draw("a red fox [[missing_usage]]");
  expect(reading).toMatchObject({
    kind: "picture",
    costMicros: 1756 * 30,
    warnings: [{ code: "cost_estimated" }],
  });
  expect(emulator.bill().costMicros).toBeGreaterThan(1756 * 30);
});

test.each([
  "hang_before_headers",
  "hang_mid_body",
  "reset_after_accept",
  "reset_mid_body",
  "truncated_body",
])("R10: %s at OpenAI: one call, unanswered, and its half in doubt", async (step) => {
  const { end, reading } = await draw(`a red fox [[${step}]]`);
  expect(end).toMatchObject({ ended: "unanswered" });
  if (reading) expect(reading).toMatchObject({ kind: "ambiguous" });
  await expect.poll(() => emulator.bill().unfinished).toBe(0);
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
});

test("M12: references go as they are, in their order, and are charged at their own rate", async () => {
  const { reading } = await draw('a "red" fox\r\n--bunch', {
    references: 2,
    aspectRatio: "21:9",
    imageSize: "2K",
    model: "gpt-image-2.5-flare-high",
  });
  const [call] = emulator.calls();
  expect(call).toMatchObject({
    model: "gpt-image-2.5-flare",
    keyInUrl: false,
    keyLastFour: "1234",
    prompt: 'a "red" fox\r\n--bunch',
    imageSize: "3136x1344",
    references: references.map(({ bytes, mimeType }) => ({ mimeType, bytes: bytes.byteLength })),
  });
  expect(reading).toMatchObject({ kind: "picture", costMicros: emulator.bill().costMicros });
});

test.each(openAiCatalogue.map((entry) => [entry.id, entry] as const))(
  "M12: %s draws every size and ratio of its entry, alone and guided, never above its ceiling",
  async (model, entry) => {
    let calls = 0;
    for (const imageSize of entry.imageSizes)
      for (const aspectRatio of entry.aspectRatios)
        for (const count of [0, 2]) {
          const asked = { model, imageSize, aspectRatio, references: count };
          const { reading } = await draw("a red fox", asked);
          calls += 1;
          expect(reading, `${aspectRatio} at ${imageSize}`).toMatchObject({ kind: "picture" });
          const cost = reading?.kind === "picture" ? reading.costMicros : Infinity;
          const call = { entry, imageSize, references: count, prompt: "a red fox" };
          expect(cost, `${aspectRatio} at ${imageSize}`).toBeLessThanOrEqual(ceilingMicros(call));
        }
    expect(emulator.bill()).toMatchObject({ calls, billedCalls: calls });
  },
);

test("M12: the tokens of a square are those of the vendor's own table", () => {
  expect(entryOf("gpt-image-2").imageTokens["1K"]).toBe(1756);
  expect(entryOf("gpt-image-2.5-flare").imageTokens["1K"]).toBe(439);
  expect(entryOf("gpt-image-2.5-sunburst-high").imageTokens["1K"]).toBe(1756);
  expect(entryOf("gpt-image-2.5-sunburst-high").imageTokens["2K"]).toBe(3568);
});

const { signal } = new AbortController();

test("a good key is told which entries it may draw by, and nothing is drawn", async () => {
  expect(await openai.checkKey({ apiKey: `${apiKey}\n`, signal })).toEqual({
    verdict: "works",
    message: "The key may call 6 models.",
    models: openAiCatalogue.map(({ id }) => id),
  });
  expect(emulator.bill()).toMatchObject({ calls: 0, modelListCalls: 1 });
});

test("I10: a wrong key is refused in the provider's words, which don't show it", async () => {
  emulator.configure({ acceptedKeys: ["sk-other"] });
  const verdict = await openai.checkKey({ apiKey, signal });
  expect(verdict).toMatchObject({
    verdict: "refused",
    message: expect.stringContaining("Incorrect API key provided: [key]"),
    models: [],
  });
  expect(JSON.stringify(verdict)).not.toContain("canary");
});

test("no server says nothing about a key", async () => {
  const gone = await startEmulator();
  await gone.stop();
  const nobody = createOpenAi({ baseUrl: gone.url, catalogue: openAiCatalogue });
  expect(await nobody.checkKey({ apiKey, signal })).toMatchObject({
    verdict: "unreachable",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});
