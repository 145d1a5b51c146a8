import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { simulatorCatalogue } from "@bunch/adapters/models/simulator/catalogue";
import fc from "fast-check";
import { expect, test } from "vitest";
import { estimate } from "./estimate.ts";

const catalogue = [...geminiCatalogue, ...simulatorCatalogue];

function estimateOf(
  id: string,
  prompts: string[],
  over: { references?: number; variations?: number } = {},
) {
  const entry = catalogue.find((one) => one.id === id);
  if (!entry) throw new Error(`no ${id}`);
  return estimate({ entry, imageSize: "1K", variations: 1, references: 0, prompts, ...over });
}

test("M9: two prompts with two references on the first Nano Banana are told as in the contract", () => {
  expect(
    estimateOf("gemini-2.5-flash-image", ["prompt1", "prompt2"], { references: 2 }),
  ).toMatchObject({ totalCost: 0.08, costPerImage: 0.039, imageCount: 2 });
});

test("M9: thinking is in the price of a picture", () => {
  // 33 600 for the picture, 6 750 for about 900 tokens of thought, 3 for the prompt.
  expect(estimateOf("gemini-nano-banana-2.1", ["a fox 1"])).toMatchObject({ costPerImage: 0.041 });
});

test("M9: references make a picture dearer", () => {
  const without = estimateOf("gemini-nano-banana-2.1", ["a fox"]);
  const three = estimateOf("gemini-nano-banana-2.1", ["a fox"], { references: 3 });
  // 3 × 1120 × $1.50 a million is half a cent.
  expect(three.costPerImage - without.costPerImage).toBeCloseTo(0.005, 6);
});

test("M11: a row's own size and references are in the mean, and in the ceiling", () => {
  const prompts = ["a fox", "a fox"];
  const own = { aspectRatio: null, imageSize: "4K", references: [], fileName: null };
  const entry = catalogue.find((one) => one.id === "gemini-nano-banana-2.1")!;
  const mixed = estimate({
    entry,
    imageSize: "1K",
    variations: 1,
    references: 3,
    prompts,
    rows: new Map([[1, own]]),
  });
  const small = estimateOf(entry.id, ["a fox"], { references: 3 });
  const large = estimate({
    entry,
    imageSize: "4K",
    variations: 1,
    references: 0,
    prompts: ["a fox"],
  });
  expect(mixed.costPerImage).toBeCloseTo((small.costPerImage + large.costPerImage) / 2, 2);
  expect(mixed.highCost).toBeCloseTo(small.highCost + large.highCost, 1);
  expect(mixed.totalCost).toBe(Math.round(200 * mixed.costPerImage) / 100);
});

test("M9: pictures are prompts times variations", () => {
  expect(estimateOf("gemini-2.5-flash-image", ["a", "b", "c"], { variations: 4 })).toMatchObject({
    imageCount: 12,
    totalCost: 0.47,
  });
});

test("M9: the simulator costs nothing", () => {
  expect(estimateOf("simulator", ["a", "b"], { references: 3 })).toEqual({
    totalCost: 0,
    costPerImage: 0,
    imageCount: 2,
    highCost: 0,
  });
});

test("M10: the highest price told is never below the price told", () => {
  // A model that does not think: the sum of rounded prices lies above the ceiling of the calls.
  const many = estimateOf(
    "gemini-2.5-flash-image",
    Array.from({ length: 100 }, () => "a fox"),
  );
  expect(many).toMatchObject({ totalCost: 3.9, highCost: 3.9 });
  expect(estimateOf("gemini-nano-banana-2.1", ["a fox"]).highCost).toBe(0.06);
  const wishes = fc.constantFrom(...catalogue).chain((entry) =>
    fc.record({
      entry: fc.constant(entry),
      imageSize: fc.constantFrom(...entry.imageSizes),
      references: fc.integer({ min: 0, max: entry.maxReferenceImages }),
      variations: fc.integer({ min: 1, max: 4 }),
      prompts: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 }),
    }),
  );
  fc.assert(
    fc.property(wishes, (wish) => {
      const told = estimate(wish);
      expect(told.highCost).toBeGreaterThanOrEqual(told.totalCost);
      expect(told.totalCost).toBe(Math.round(told.totalCost * 100) / 100);
      expect(told.costPerImage).toBe(Math.round(told.costPerImage * 1000) / 1000);
    }),
  );
});
