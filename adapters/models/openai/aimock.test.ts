import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openAimock } from "../http/aimock.fixture.ts";
import { openAiCatalogue } from "./catalogue.ts";
import { createOpenAi } from "./model.ts";

const entry = openAiCatalogue.find(({ id }) => id === "gpt-image-2");
let its: Awaited<ReturnType<typeof openAimock>>;
beforeAll(async () => {
  its = await openAimock({
    entry,
    apiKey: "sk-of-a-test",
    create: (baseUrl) => createOpenAi({ baseUrl, catalogue: openAiCatalogue }),
  });
});
beforeEach(() => {
  its.mock.clearFixtures();
  its.mock.clearRequests();
});
afterAll(() => its.mock.stop());

const methods = [
  ["generations", 0],
  ["edits", 2],
] as const;

test.each(methods)(
  "F1: its %s takes our request once and gives the picture",
  async (method, references) => {
    its.mock.onImage("a fox", { image: { b64Json: its.png.toString("base64") } });
    const { end, reading } = await its.draw("a fox", references);
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject({ kind: "picture", pictures: 1 });
    if (reading.kind !== "picture") throw new Error("There is no picture.");
    expect(Buffer.from(reading.bytes).equals(its.png)).toBe(true);
    const requests = its.mock.getRequests();
    expect(requests.map(({ path }) => path)).toEqual([`/v1/images/${method}`]);
    expect(Object.keys(requests[0]?.headers ?? {})).toContain("authorization");
    expect(requests[0]?.body).toMatchObject({ model: "gpt-image-2" });
  },
);

test.each([
  [
    429,
    { type: "insufficient_quota", code: "insufficient_quota" },
    { kind: "account", reason: { code: "no_credit" } },
  ],
  [
    429,
    { type: "requests", code: "rate_limit_exceeded" },
    { kind: "rate_limited", waitMs: 20_000 },
  ],
  [
    401,
    { type: "invalid_request_error", code: "invalid_api_key" },
    { kind: "account", reason: { code: "bad_key" } },
  ],
  [
    400,
    { type: "image_generation_user_error", code: "moderation_blocked" },
    { kind: "no_picture", costMicros: 0 },
  ],
  [400, { type: "invalid_request_error", code: "invalid_value" }, { kind: "bad_request" }],
  [500, { type: "server_error" }, { kind: "provider_failed" }],
] as const)(
  "R1: its %i with %j is read as what it is, after one request",
  async (status, error, expected) => {
    its.mock.on(
      { endpoint: "image" },
      { status, error: { message: "Limit 5, Used 5. Please try again in 20s.", ...error } },
    );
    const { end, reading } = await its.draw("a fox");
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject(expected);
    expect(its.mock.getRequests()).toHaveLength(1);
  },
);
