import { defaultModel } from "@bunch/core/models/choose-model";
import { ceilingMicros, expectedMicros } from "@bunch/core/models/cost";
import { expect, test } from "vitest";
import { loadCatalogue } from "./load-catalogue.ts";

function entryOf(id: string, input: Parameters<typeof loadCatalogue>[0] = {}) {
  const entry = allOf(input).find((one) => one.id === id);
  if (!entry) throw new Error(`no ${id}`);
  return entry;
}

function of(vendor: string, input: Parameters<typeof loadCatalogue>[0]) {
  const own = loadCatalogue(input).filter((entry) => entry.vendor === vendor);
  expect(own.length).toBeGreaterThan(4);
  return own;
}

function allOf(input: Parameters<typeof loadCatalogue>[0]) {
  return loadCatalogue(input).filter((entry) => !entry.simulated);
}

test("the newest live Nano Banana is the default", () => {
  expect(defaultModel(allOf({})).id).toBe("gemini-nano-banana-2.1");
});

test("every entry is complete: tokens, deadline and pixels for each size and ratio", () => {
  for (const entry of [...of("gemini", {}), ...of("openai", {})]) {
    expect([3, 10, 14]).toContain(entry.aspectRatios.length);
    expect(entry.imageSizes[0]).toBe("1K");
    for (const size of entry.imageSizes) {
      expect(entry.imageTokens[size]).toBeGreaterThan(400);
      expect(entry.deadlineMs[size]).toBeGreaterThanOrEqual(60_000);
      for (const ratio of entry.aspectRatios) {
        const [across = 0, down = 0] = ratio.split(":").map(Number);
        const [width = 0, height = 0] = entry.pixels[size]?.[ratio] ?? [];
        expect(width / height / (across / down), `${ratio} at ${size}`).toBeCloseTo(1, 1);
      }
    }
  }
});

test("a picture of the default model is expected to cost about $0.041, thinking included", () => {
  const call = { entry: entryOf("gemini-nano-banana-2.1"), imageSize: "1K", prompt: "a red fox" };
  expect(expectedMicros({ ...call, references: 0 })).toBeGreaterThan(40_000);
  expect(expectedMicros({ ...call, references: 0 })).toBeLessThan(41_000);
  expect(
    expectedMicros({ ...call, references: 2 }) - expectedMicros({ ...call, references: 0 }),
  ).toBe(2 * 1120 * 1.5);
  expect(ceilingMicros({ ...call, references: 0 })).toBeGreaterThan(50_000);
});

test("a set time limit replaces all others", () => {
  const entry = entryOf("gemini-nano-banana-2.1", { generationTimeoutMs: 90_000 });
  expect(entry.deadlineMs).toEqual({ "1K": 90_000, "2K": 90_000, "4K": 90_000 });
});

test("a user's list changes single prices and leaves the rest", () => {
  const overrides = [
    {
      id: "gemini-3-pro-image",
      name: "Pro",
      prices: { image: 100 },
      status: "shut_down",
      shutDownOn: "2026-12-01",
    },
  ];
  const entry = entryOf("gemini-3-pro-image", { overrides });
  expect(entry).toMatchObject({ name: "Pro", status: "shut_down", maxReferenceImages: 14 });
  expect(entry.prices).toEqual({ input: 2, text: 12, image: 100 });
});

test("a user's list adds a model that is like another, and it may become the default", () => {
  const overrides = [
    {
      id: "gemini-nano-banana-3",
      like: "gemini-nano-banana-2.1",
      name: "Nano Banana 3",
      releasedOn: "2026-12-24",
    },
  ];
  expect(defaultModel(allOf({ overrides })).id).toBe("gemini-nano-banana-3");
});

test("a model that is like another and tells no newer date does not take its place as the default", () => {
  const overrides = [{ id: "gemini-next-image", like: "gemini-nano-banana-2.1", name: "Next" }];
  const catalogue = allOf({ overrides });
  expect(catalogue.map(({ id }) => id)).toContain("gemini-next-image");
  expect(defaultModel(catalogue).id).toBe("gemini-nano-banana-2.1");
});

test("a server that speaks OpenAI's language is a model like one of OpenAI's, called by its own name, at its own price", () => {
  const overrides = [
    {
      id: "flux-on-my-machine",
      like: "gpt-image-1.5",
      name: "Flux",
      quality: null,
      prices: { input: 0, inputImage: 0, text: 0, image: 0 },
    },
    { id: "gpt-image-2-low", like: "gpt-image-2", calls: "gpt-image-2", quality: "low" },
  ];
  const openai = of("openai", { overrides });
  expect(of("gemini", { overrides })).toHaveLength(5);
  expect(openai.find(({ id }) => id === "flux-on-my-machine")).toMatchObject({
    vendor: "openai",
    calls: "flux-on-my-machine",
    quality: null,
  });
  expect(openai.find(({ id }) => id === "gpt-image-2-low")).toMatchObject({ calls: "gpt-image-2" });
});

test("a model that is like another takes no references to that other's address", () => {
  const like = { id: "cheap", like: "fal-seedream-5-flash", calls: "fal-ai/cheap" };
  expect(entryOf("cheap", { overrides: [like] })).toMatchObject({
    calls: "fal-ai/cheap",
    edits: null,
    maxReferenceImages: 0,
  });
  const both = { ...like, edits: "fal-ai/cheap/edit", maxReferenceImages: 2 };
  expect(entryOf("cheap", { overrides: [both] })).toMatchObject({
    edits: "fal-ai/cheap/edit",
    maxReferenceImages: 2,
  });
});

test.each([
  [{}, /must be a JSON list/u],
  ["models", /must be a JSON list/u],
  [[3], /Model 1 .* must be an object/u],
  [[{ name: "x" }], /Model 1 .* has no "id"/u],
  [[{ id: "new" }], /"new", is new: give it "like"/u],
  [[{ id: "gemini-3-pro-image", like: "none" }], /give it "like"/u],
  [[{ id: "gemini-3-pro-image", prices: { image: "3" } }], /prices must be dollars/u],
  [[{ id: "gemini-3-pro-image", prices: { picture: 3 } }], /prices must be dollars/u],
  [[{ id: "gemini-3-pro-image", price: 3 }], /"price" is no field/u],
  [[{ id: "gemini-3-pro-image", vendor: "openai" }], /"vendor" is no field/u],
  [[{ id: "gemini-3-pro-image", quality: "high" }], /"quality" is no field/u],
  [[{ id: "gpt-image-2", quality: "best" }], /quality must be "low"/u],
  [[{ id: "gpt-image-2", sendsImageSize: true }], /"sendsImageSize" is no field/u],
  [[{ id: "gemini-3-pro-image", status: "dead" }], /status must be "live"/u],
  [[{ id: "gemini-3-pro-image", status: "shut_down" }], /say since when in shutDownOn/u],
  [[{ id: "gemini-3-pro-image", releasedOn: "May" }], /releasedOn must be a date/u],
  [
    [{ id: "gemini-3-pro-image", imageSizes: ["1K", "8K"] }],
    /imageTokens says nothing about the size 8K/u,
  ],
  [[{ id: "gemini-3-pro-image", aspectRatios: ["1:1", "5:1"] }], /nothing about the ratio 5:1/u],
  [
    [{ id: "gemini-3-pro-image", maxReferenceImages: -1 }],
    /maxReferenceImages must be a whole number/u,
  ],
  [[{ id: "gemini-3-pro-image", deadlineMs: { "1K": 0 } }], /deadlineMs must be milliseconds/u],
])("the list %j is refused with a sentence", (overrides, sentence) => {
  expect(() => loadCatalogue({ overrides })).toThrow(sentence);
});
