import type { SpooledAnswer } from "@bunch/core/ports/spool";
import { loadCatalogue } from "../load-catalogue.ts";
import { createRecordingSink, noTicket } from "../http/recording-sink.fixture.ts";
import type { AiSdkEntry } from "./ai-sdk-entry.ts";
import { createAiSdk } from "./model.ts";

export const apiKey = "canary-of-the-sdk-0001";
const price = { imageTokens: { "1K": 40_000 } };

/** Providers as somebody would write them into a models.json, at an address of a test's own. */
export const listOf = (url: string) => [
  {
    id: "google-by-sdk",
    like: "ai-sdk",
    package: "@ai-sdk/google",
    calls: "gemini-2.5-flash-image",
    baseUrl: `${url}/v1beta`,
    maxReferenceImages: 3,
    takesSeed: true,
    ...price,
  },
  {
    id: "gpt-image-2-by-sdk",
    like: "ai-sdk",
    package: "@ai-sdk/openai",
    calls: "gpt-image-2",
    baseUrl: `${url}/v1`,
    sizing: "pixels",
    ...price,
  },
  {
    id: "flux-by-sdk",
    like: "ai-sdk",
    package: "@ai-sdk/black-forest-labs",
    calls: "flux-pro-1.1",
    baseUrl: `${url}/v1`,
    ...price,
  },
];

/** Makes one call by a provider, and reads what came of it. */
export async function draw(
  url: string,
  change: {
    model?: string;
    prompt?: string;
    seed?: number;
    references?: number;
    aspectRatio?: string;
    deadlineMs?: number;
    signal?: AbortSignal;
  } = {},
) {
  const catalogue = loadCatalogue({ overrides: listOf(url) }).filter(
    (one): one is AiSdkEntry => one.vendor === "ai-sdk",
  );
  const entry = catalogue.find(({ id }) => id === (change.model ?? "google-by-sdk"));
  if (!entry) throw new Error("There is no such model.");
  const model = createAiSdk({ baseUrl: "", catalogue });
  const { sink, seen, body } = createRecordingSink();
  const references = Array.from({ length: change.references ?? 0 }, () => ({
    bytes: png,
    mimeType: "image/png",
  }));
  const end = await model.call({
    request: {
      entry,
      prompt: change.prompt ?? "a red fox",
      variation: 0,
      aspectRatio: change.aspectRatio ?? "1:1",
      imageSize: "1K",
      seed: change.seed ?? null,
      references,
      apiKey: ` ${apiKey} `,
      deadlineMs: change.deadlineMs ?? 10_000,
    },
    sink,
    keepTicket: noTicket,
    signal: change.signal ?? new AbortController().signal,
  });
  const answer: SpooledAnswer = {
    status: seen.status,
    retryAfterMs: seen.retryAfterMs,
    body: body(),
    whole: seen.state === "finished",
  };
  const read = (spooled = answer) =>
    model.read({
      answer: spooled,
      entry,
      imageSize: "1K",
      references: references.length,
      nowMs: 0,
    });
  return { end, seen, answer, read };
}

export const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
