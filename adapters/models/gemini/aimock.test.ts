import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openAimock } from "../http/aimock.fixture.ts";
import { geminiCatalogue } from "./catalogue.ts";
import { createGemini } from "./model.ts";

// It knows no answer with a picture; what it sends inline, meant for sound, is of any type that is named.

const entry = geminiCatalogue[0];
let its: Awaited<ReturnType<typeof openAimock>>;
beforeAll(async () => {
  its = await openAimock({
    entry,
    apiKey: "AIza-of-a-test",
    create: (baseUrl) => createGemini({ baseUrl, catalogue: geminiCatalogue }),
  });
});
beforeEach(() => {
  its.mock.clearFixtures();
  its.mock.clearRequests();
});
afterAll(() => its.mock.stop());

test.each([0, 2])(
  "F1: its generateContent takes our request with %i references once and gives the picture",
  async (references) => {
    its.mock.onMessage("a fox", {
      audio: { b64Json: its.png.toString("base64"), contentType: "image/png" },
    });
    const { end, reading } = await its.draw("a fox", references);
    expect(end).toEqual({ ended: "answered" });
    expect(reading).toMatchObject({ kind: "picture", pictures: 1 });
    if (reading.kind !== "picture") throw new Error("There is no picture.");
    expect(Buffer.from(reading.bytes).equals(its.png)).toBe(true);
    const requests = its.mock.getRequests();
    expect(requests.map(({ path }) => path)).toEqual([
      `/v1beta/models/${entry?.id}:generateContent`,
    ]);
  },
);

test("R2: its answer in words is no picture, and one request", async () => {
  its.mock.onMessage("a fox", { content: "I would rather tell you about foxes." });
  const { reading } = await its.draw("a fox");
  expect(reading).toMatchObject({ kind: "no_picture", why: "draw_failed", code: "no_picture" });
  expect(its.mock.getRequests()).toHaveLength(1);
});

test.each([
  [429, { kind: "overloaded" }],
  [503, { kind: "provider_failed" }],
  [500, { kind: "provider_failed" }],
  [400, { kind: "bad_request" }],
] as const)("R1: its %i is read as what it is, after one request", async (status, expected) => {
  its.mock.onMessage("a fox", { status, error: { message: "Something of theirs." } });
  const { end, reading } = await its.draw("a fox");
  expect(end).toEqual({ ended: "answered" });
  expect(reading).toMatchObject(expected);
  expect(its.mock.getRequests()).toHaveLength(1);
});
