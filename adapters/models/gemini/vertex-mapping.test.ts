import { expect, test } from "vitest";
import { geminiCatalogue } from "./catalogue.ts";
import { verdictOf } from "./check-vertex-key.ts";
import { readGemini } from "./mapping.ts";
import { picture } from "./recorded.fixture.ts";
import { vertexCatalogue } from "./vertex-catalogue.ts";
import { isGoogleToken, vertexService } from "./vertex-service.ts";
import { vertex } from "./vertex-vendor.ts";

const service = vertexService("https://aiplatform.googleapis.com/v1/projects/p/locations/global");
const token = `ya29.${"a0-_".repeat(20)}`;
const key = `AQ.${"Ab8_-".repeat(8)}`;

function read(status: number, body: unknown, model = "vertex-gemini-3-pro-image") {
  const entry = vertexCatalogue.find(({ id }) => id === model);
  if (!entry) throw new Error(`no ${model}`);
  return readGemini({
    answer: { status, body: Buffer.from(JSON.stringify(body)), whole: true },
    entry,
    catalogue: vertexCatalogue,
    imageSize: "1K",
    nowMs: Date.UTC(2026, 10, 30, 20),
    words: service.words,
  });
}

const drawn = (modelVersion: string) => ({
  candidates: [
    {
      content: {
        role: "model",
        parts: [{ inlineData: { mimeType: "image/png", data: picture.toString("base64") } }],
      },
      finishReason: "STOP",
    },
  ],
  usageMetadata: {
    promptTokenCount: 12,
    candidatesTokenCount: 1120,
    totalTokenCount: 1432,
    trafficType: "ON_DEMAND",
    promptTokensDetails: [{ modality: "TEXT", tokenCount: 12 }],
    candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1120 }],
    thoughtsTokenCount: 300,
  },
  modelVersion,
  createTime: "2026-11-30T10:00:00.123456Z",
  responseId: "x",
});

test("M12: an answer of Vertex AI is priced by the counts in it, at the rates of the model that drew it", () => {
  expect(read(200, drawn("gemini-3-pro-image"))).toEqual({
    kind: "picture",
    bytes: picture,
    costMicros: 12 * 2 + 300 * 12 + 1120 * 120,
    pictures: 1,
    warnings: [],
  });
  expect(read(200, drawn("gemini-nano-banana-2.1"))).toMatchObject({
    costMicros: 12 * 1.5 + 300 * 7.5 + 1120 * 30,
  });
});

const refusal = (code: number, status: string, message: string, reason?: string) => ({
  error: {
    code,
    message,
    status,
    ...(reason && {
      details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }],
    }),
  },
});

test.each<[string, number, unknown, object]>([
  [
    "an expired token",
    401,
    refusal(
      401,
      "UNAUTHENTICATED",
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
      "ACCESS_TOKEN_EXPIRED",
    ),
    {
      kind: "account",
      reason: { code: "bad_key", message: expect.stringMatching(/expires after about an hour/u) },
    },
  ],
  [
    "a key that is none",
    400,
    refusal(
      400,
      "INVALID_ARGUMENT",
      "API key not valid. Please pass a valid API key.",
      "API_KEY_INVALID",
    ),
    { kind: "account", reason: { code: "bad_key" } },
  ],
  [
    "a project that lets nobody in",
    403,
    refusal(
      403,
      "PERMISSION_DENIED",
      "Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/p/locations/global/publishers/google/models/gemini-3-pro-image' (or it may not exist).",
      "IAM_PERMISSION_DENIED",
    ),
    {
      kind: "account",
      reason: {
        code: "key_blocked",
        message: expect.stringMatching(/may not use the model in this project\. Permission/u),
      },
    },
  ],
  [
    "an API that is off",
    403,
    refusal(
      403,
      "PERMISSION_DENIED",
      "Vertex AI API has not been used in project 1 before or it is disabled.",
      "SERVICE_DISABLED",
    ),
    { kind: "account", reason: { code: "key_blocked" } },
  ],
  [
    "a project that nobody pays for",
    403,
    refusal(
      403,
      "PERMISSION_DENIED",
      "This API method requires billing to be enabled.",
      "BILLING_DISABLED",
    ),
    { kind: "account", reason: { code: "no_credit" } },
  ],
  [
    "a model that this location has not",
    404,
    refusal(
      404,
      "NOT_FOUND",
      "Publisher Model `projects/p/locations/us-central1/publishers/google/models/gemini-3-pro-image` was not found or your project does not have access to it.",
    ),
    {
      kind: "account",
      reason: {
        code: "model_gone",
        message: expect.stringContaining("Start again with vertex-gemini-nano-banana-2.1."),
      },
    },
  ],
  [
    "no room at the moment",
    429,
    refusal(429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later."),
    { kind: "overloaded" },
  ],
  ["a redirect", 302, {}, { message: expect.stringContaining("check VERTEX_BASE_URL") }],
  [
    "a wrong field",
    400,
    refusal(400, "INVALID_ARGUMENT", "Unable to submit request because it has no text."),
    { kind: "bad_request" },
  ],
  ["an outage", 503, refusal(503, "UNAVAILABLE", "Try later."), { kind: "provider_failed" }],
  ["a timeout", 504, refusal(504, "DEADLINE_EXCEEDED", "Deadline."), { kind: "ambiguous" }],
])("M12: %s at Vertex AI is read as what it is", (_, status, body, expected) => {
  expect(read(status, body)).toMatchObject(expected);
});

test("R7: a refusal of Google's whose words name no wait takes the one of its headers", () => {
  const waitOf = (error: object) =>
    readGemini({
      answer: {
        status: 429,
        body: Buffer.from(JSON.stringify({ error })),
        whole: true,
        retryAfterMs: 7000,
      },
      entry: vertexCatalogue[0]!,
      catalogue: vertexCatalogue,
      imageSize: "1K",
      nowMs: 0,
      words: service.words,
    });
  expect(waitOf({ code: 429, message: "Slow." })).toMatchObject({
    kind: "rate_limited",
    waitMs: 7000,
  });
  const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "2s" }];
  expect(waitOf({ code: 429, message: "Slow.", details })).toMatchObject({ waitMs: 2000 });
});

test("M8: of two entries that call the same model, an answer is priced by the one that was asked", () => {
  const listed = vertexCatalogue.find(({ id }) => id === "vertex-gemini-3-pro-image");
  if (!listed) throw new Error("There is no such entry.");
  const own = { ...listed, id: "by-contract", prices: { input: 1, text: 1, image: 7 } };
  const reading = readGemini({
    answer: {
      status: 200,
      body: Buffer.from(JSON.stringify(drawn("gemini-3-pro-image"))),
      whole: true,
    },
    entry: own,
    catalogue: [...vertexCatalogue, own],
    imageSize: "1K",
    nowMs: 0,
    words: service.words,
  });
  expect(reading).toMatchObject({ costMicros: 12 + 300 + 1120 * 7 });
});

test("M12: a prompt that the project's own filter blocks is refused", () => {
  const blocked = {
    promptFeedback: { blockReason: "MODEL_ARMOR", blockReasonMessage: "Blocked by Model Armor." },
    usageMetadata: { promptTokenCount: 12, totalTokenCount: 12 },
    modelVersion: "gemini-3-pro-image",
  };
  expect(read(200, blocked)).toMatchObject({ kind: "no_picture", why: "refused", costMicros: 24 });
});

test.each([
  ["https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1", token],
  ["https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/", token],
])("an access token asks under the project of %s", (baseUrl, apiKey) => {
  expect(vertexService(baseUrl).pathOf({ called: "gemini-x", apiKey })).toEqual({
    path: "/v1/projects/p/locations/us-central1/publishers/google/models/gemini-x",
  });
});

test.each([
  "https://aiplatform.googleapis.com",
  "https://aiplatform.googleapis.com/v1",
  "https://aiplatform.googleapis.com/v1/projects/p/locations/global",
])("an API key asks without a project, whatever %s says of one", (baseUrl) => {
  const express = vertexService(baseUrl);
  expect(express.pathOf({ called: "gemini-x", apiKey: key })).toEqual({
    path: "/v1/publishers/google/models/gemini-x",
  });
  expect(express.keyHeaders(key)).toEqual({ "x-goog-api-key": key });
});

test("an access token without a project is of no use, and the sentence says what is missing", () => {
  const express = vertexService("https://aiplatform.googleapis.com");
  expect(express.pathOf({ called: "gemini-x", apiKey: token })).toEqual({
    unusable: expect.stringContaining("/v1/projects/…/locations/…"),
  });
});

test("K15: an access token of Google's is Vertex AI's, an API key may be the Gemini API's", () => {
  expect(vertex.ownsKey(token)).toBe(true);
  expect(isGoogleToken(key)).toBe(false);
  expect(isGoogleToken("ya29.short")).toBe(false);
});

test("every model of Vertex AI is one of Gemini's, under a name and an id of its own", () => {
  expect(vertexCatalogue.map(({ calls }) => calls)).toEqual([
    "gemini-nano-banana-2.1",
    "gemini-3-pro-image",
    "gemini-3.1-flash-lite-image",
    "gemini-3.1-flash-image",
  ]);
  const taken = new Set(geminiCatalogue.map(({ id }) => id));
  for (const entry of vertexCatalogue) {
    expect(taken.has(entry.id)).toBe(false);
    expect(entry).toMatchObject({ vendor: "vertex", status: "live", mayBeDefault: false });
  }
});

test.each([
  [[200, 404], "works", ["a"]],
  [[404, 404], "unreachable", []],
  [[404, 401], "refused", []],
  [[404, 403], "refused", []],
  [[429, 503], "unreachable", []],
  [[null, null], "unreachable", []],
  [[], "unreachable", []],
])("models that answer %j make a key that is said to be: %s", (statuses, verdict, models) => {
  const told = statuses.map((status, index) => ({
    id: "ab".charAt(index),
    status,
    words: "Because I say so.",
  }));
  expect(verdictOf(told)).toMatchObject({ verdict, models });
});
