import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bodyOf, rawCall } from "../../test/raw-call.ts";
import type { RawCall, RawReply } from "../../test/raw-call.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const model = "gemini-nano-banana-2.1";
const resource = `projects/p/locations/global/publishers/google/models/${model}`;
const pathOf = (verb = ":generateContent", id = model): string =>
  `/vertex/v1/projects/p/locations/global/publishers/google/models/${id}${verb}`;
const token = { authorization: "Bearer ya29.token-1234" };

function generate(prompt: string, call: Partial<RawCall> = {}): Promise<RawReply> {
  const usual = { url: emulator.url, path: pathOf(), prompt, key: null, headers: token };
  return rawCall({ ...usual, ...call });
}

async function errorOf(reply: Promise<RawReply>) {
  const { status, text } = await reply;
  const { error } = JSON.parse(text);
  expect(error.code).toBe(status);
  return error as { code: number; status: string; message: string; details?: unknown[] };
}

test("a token gets the picture and the price that a key gets at the Gemini API", async () => {
  const vertex = JSON.parse((await generate("a red fox")).text);
  expect(vertex.candidates[0].content.parts[0].inlineData.mimeType).toBe("image/png");
  const [call] = emulator.calls();
  expect(call).toMatchObject({
    apiVersion: "vertex/v1",
    model,
    prompt: "a red fox",
    keyLastFour: "1234",
    billed: true,
  });
  await rawCall({ url: emulator.url, prompt: "a red fox" });
  const [, gemini] = emulator.calls();
  expect(call?.costMicros).toBe(gemini?.costMicros);
  expect(call?.costMicros).toBeGreaterThan(0);
});

test.each([
  ["a key in its header", "", {}, "AIza-test-key-1234"],
  ["a key in the address", "?key=AIza-in-url-5678", {}, null],
])("%s is as good as a token", async (_, query, headers, key) => {
  const reply = await generate("a fox", { path: `${pathOf()}${query}`, headers, key });
  expect(reply.status).toBe(200);
  expect(emulator.calls()).toMatchObject([{ keyInUrl: query !== "", billed: true }]);
});

test("the express mode has neither project nor place, and v1beta1 answers too", async () => {
  const path = `/vertex/v1beta1/publishers/google/models/${model}:generateContent`;
  expect((await generate("a fox", { path })).status).toBe(200);
  expect(emulator.calls()).toMatchObject([{ apiVersion: "vertex/v1beta1" }]);
});

test("a bad token is 401 UNAUTHENTICATED, a bad key 400, nothing at all 401; none of it is billed", async () => {
  emulator.configure({ acceptedKeys: ["another"] });
  expect(await errorOf(generate("a fox"))).toMatchObject({
    code: 401,
    status: "UNAUTHENTICATED",
    message: expect.stringContaining("invalid authentication credentials"),
  });
  const byKey = generate("a fox", { headers: {}, key: "AIza-bad" });
  expect(await errorOf(byKey)).toMatchObject({ code: 400, status: "INVALID_ARGUMENT" });
  expect(await errorOf(generate("a fox", { headers: {} }))).toMatchObject({
    code: 401,
    details: [{ reason: "CREDENTIALS_MISSING" }],
  });
  expect(emulator.bill()).toMatchObject({ calls: 3, billedCalls: 0 });
  expect(emulator.calls().map(({ decidedBy }) => decidedBy)).toEqual(["key", "key", "key"]);
});

test("a model that Vertex does not serve is 404 with its full name", async () => {
  const reply = generate("a fox", { path: pathOf(":generateContent", "gemini-nothing") });
  expect(await errorOf(reply)).toMatchObject({
    code: 404,
    status: "NOT_FOUND",
    message: expect.stringContaining(resource.replace(model, "gemini-nothing")),
  });
});

test.each([
  ["api_key_invalid", 401, "UNAUTHENTICATED", "Expected OAuth 2 access token"],
  ["unauthenticated", 401, "UNAUTHENTICATED", "API keys are not supported by this API"],
  ["api_key_service_blocked", 403, "PERMISSION_DENIED", `denied on resource '//aiplatform`],
  ["service_disabled", 403, "PERMISSION_DENIED", "Vertex AI API has not been used in project p"],
  ["leaked", 403, "PERMISSION_DENIED", "has been suspended"],
  ["credits_depleted", 403, "PERMISSION_DENIED", "requires billing to be enabled"],
  ["failed_precondition", 400, "FAILED_PRECONDITION", "constraints/vertexai.allowedModels"],
  ["model_not_found", 404, "NOT_FOUND", `\`${resource}\` was not found`],
  ["rate_minute", 429, "RESOURCE_EXHAUSTED", "Quota exceeded for aiplatform.googleapis.com"],
  ["overloaded_429", 429, "RESOURCE_EXHAUSTED", "error-code-429"],
  ["internal_500", 500, "INTERNAL", "Internal error encountered."],
  ["unavailable_503", 503, "UNAVAILABLE", "currently unavailable"],
  ["gateway_timeout_504", 504, "DEADLINE_EXCEEDED", "Deadline expired"],
])("%s is said as Vertex says it", async (scenario, code, status, words) => {
  const error = await errorOf(generate(`a fox [[${scenario}]]`));
  expect(error).toMatchObject({ code, status, message: expect.stringContaining(words) });
  expect(JSON.stringify(error)).not.toContain("generativelanguage.googleapis.com");
  expect(emulator.bill().billedCalls).toBe(scenario === "gateway_timeout_504" ? 1 : 0);
});

test("a limit is told in Vertex's words", async () => {
  emulator.configure({ requestsPerMinute: 1 });
  await generate("a fox");
  expect(await errorOf(generate("a fox"))).toMatchObject({
    code: 429,
    message: expect.stringContaining("aiplatform.googleapis.com"),
  });
  expect(emulator.bill()).toMatchObject({ calls: 2, billedCalls: 1 });
});

test("a refusal of the picture has the Gemini API's reasons", async () => {
  const { candidates } = JSON.parse((await generate("a fox [[image_safety]]")).text);
  expect(candidates[0].finishReason).toBe("IMAGE_SAFETY");
});

test.each(["reset_after_accept", "reset_mid_body", "truncated_json"])(
  "%s: the picture does not arrive, and is billed once",
  async (scenario) => {
    const reply = await generate(`a fox [[${scenario}]]`);
    expect(() => JSON.parse(reply.text)).toThrow();
    expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
  },
);

test("a content without a role is refused here, though the Gemini API takes it", async () => {
  const body = { ...bodyOf("a fox"), contents: [{ parts: [{ text: "a fox" }] }] };
  expect(await errorOf(generate("", { body }))).toMatchObject({
    code: 400,
    message: expect.stringContaining("Please use a valid role: user, model."),
  });
  expect((await rawCall({ url: emulator.url, body })).status).toBe(200);
});

test("a file of the Gemini API's is not to be had here", async () => {
  const fileData = { mimeType: "image/png", fileUri: `${emulator.url}/v1beta/files/abc` };
  const body = { contents: [{ role: "user", parts: [{ text: "a fox" }, { fileData }] }] };
  expect(await errorOf(generate("", { body }))).toMatchObject({ code: 400 });
  expect(emulator.calls()).toMatchObject([{ decidedBy: "request" }]);
});

test("a model is described to whoever may call it, free of charge", async () => {
  const get = (id: string, headers: Record<string, string> = token) =>
    fetch(`${emulator.url}${pathOf("", id)}`, { headers });
  expect(await (await get(model)).json()).toMatchObject({
    name: `publishers/google/models/${model}`,
    launchStage: "GA",
  });
  expect((await get("gemini-nothing")).status).toBe(404);
  expect((await get(model, {})).status).toBe(401);
  emulator.configure({ acceptedKeys: ["another"] });
  expect((await get(model)).status).toBe(401);
  expect(emulator.bill()).toMatchObject({ calls: 0, modelListCalls: 4 });
});

test("tokens are counted free of charge", async () => {
  const reply = await generate("a red fox", { path: pathOf(":countTokens") });
  expect(JSON.parse(reply.text)).toMatchObject({ totalTokens: 3, totalBillableCharacters: 7 });
  expect(emulator.bill()).toMatchObject({ calls: 0, costMicros: 0 });
});

test("an address that is none answers 404", async () => {
  expect((await generate("a fox", { path: pathOf(":predict") })).status).toBe(404);
  expect((await generate("a fox", { path: "/vertex/v1/nothing" })).status).toBe(404);
  expect(emulator.bill().calls).toBe(0);
});
