import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { simulatorCatalogue } from "@bunch/adapters/models/simulator/catalogue";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ceilingMicros, costMicros, expectedMicros } from "./cost.ts";
import type { Usage } from "./cost.ts";

const catalogue = [...geminiCatalogue, ...simulatorCatalogue];

function entryOf(id: string) {
  const entry = catalogue.find((one) => one.id === id);
  if (!entry) throw new Error(`no ${id}`);
  return entry;
}

/** As a provider bills it: on paper, with prices as whole hundredths, rounded up once. */
function onPaper(
  prices: { input: number; inputImage?: number; text: number; image: number },
  usage: Usage,
): number {
  const hundredths = (price: number) => BigInt(Math.round(price * 100));
  const sum =
    BigInt(usage.inputTokens) * hundredths(prices.input) +
    BigInt(usage.referenceTokens) * hundredths(prices.inputImage ?? prices.input) +
    BigInt(usage.textTokens) * hundredths(prices.text) +
    BigInt(usage.imageTokens) * hundredths(prices.image);
  return Number((sum + 99n) / 100n);
}

test.each([
  ["a broken sum", { input: 0.3, text: 2.5, image: 30 }, [1, 0, 1290], 38_701],
  ["a half", { input: 0.25, text: 1.5, image: 30 }, [2, 0, 0], 1],
  // In floating point these are 7.000000000000001 and 6.000000000000001.
  [
    "a whole product that is none to a computer",
    { input: 0.07, text: 0, image: 0 },
    [100, 0, 0],
    7,
  ],
  ["a whole sum that is none to a computer", { input: 0.1, text: 0.7, image: 0 }, [53, 1, 0], 6],
  ["nothing", { input: 0.3, text: 2.5, image: 30 }, [0, 0, 0], 0],
])("M7: %s is rounded up once, and only if it is broken", (_, prices, tokens, micros) => {
  const [inputTokens = 0, textTokens = 0, imageTokens = 0] = tokens;
  expect(costMicros(prices, { inputTokens, referenceTokens: 0, textTokens, imageTokens })).toBe(
    micros,
  );
});

test("M7: an answer costs, to the micro-dollar, what the provider bills for it", () => {
  const cents = fc.integer({ min: 0, max: 30_000 }).map((price) => price / 100);
  const prices = fc.oneof(
    fc.constantFrom(...catalogue.map((entry) => entry.prices)),
    fc.record({ input: cents, text: cents, image: cents }),
  );
  const tokens = fc.integer({ min: 0, max: 1_000_000 });
  const usage = fc.record({
    inputTokens: tokens,
    referenceTokens: tokens,
    textTokens: tokens,
    imageTokens: tokens,
  });
  fc.assert(
    fc.property(prices, usage, (price, used) => {
      expect(costMicros(price, used)).toBe(onPaper(price, used));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  // Prompt tokens are a quarter of its characters; then thinking, references and the picture.
  ["gemini-nano-banana-2.1", "1K", 0, 2 * 1.5 + 900 * 7.5 + 1120 * 30],
  ["gemini-nano-banana-2.1", "4K", 3, (2 + 3 * 1120) * 1.5 + 900 * 7.5 + 3780 * 30],
  ["gemini-3-pro-image", "2K", 1, (2 + 560) * 2 + 800 * 12 + 1120 * 120],
  ["gemini-2.5-flash-image", "1K", 2, (2 + 2 * 258) * 0.3 + 1290 * 30],
  ["simulator", "1K", 3, 0],
])("M9: one picture of %s at %s with %i references is expected at %f", (id, size, count, exact) => {
  const call = { entry: entryOf(id), imageSize: size, references: count, prompt: "a fox 1" };
  expect(expectedMicros(call)).toBe(Math.ceil(exact));
});

test("M10: the ceiling of a call is never below what is expected of it, for any model, size and prompt", () => {
  const calls = fc.constantFrom(...catalogue).chain((entry) =>
    fc.record({
      entry: fc.constant(entry),
      imageSize: fc.constantFrom(...entry.imageSizes),
      references: fc.integer({ min: 0, max: entry.maxReferenceImages }),
      prompt: fc.string({ unit: "grapheme", maxLength: 200 }),
    }),
  );
  fc.assert(
    fc.property(calls, (call) => {
      expect(ceilingMicros(call)).toBeGreaterThanOrEqual(expectedMicros(call));
    }),
  );
});

test("M10: the ceiling holds an answer with the most thinking and a token for each byte of the prompt", () => {
  const entry = entryOf("gemini-nano-banana-2.1");
  const prompt = "🦊".repeat(100);
  const worst = costMicros(entry.prices, {
    inputTokens: 400,
    referenceTokens: 0,
    textTokens: 2200,
    imageTokens: 1120,
  });
  expect(ceilingMicros({ entry, imageSize: "1K", references: 0, prompt })).toBeGreaterThanOrEqual(
    worst,
  );
});
