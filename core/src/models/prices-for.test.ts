import { loadCatalogue } from "@bunch/adapters/models/load-catalogue";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import { costMicros } from "./cost.ts";
import { priceOfPicture } from "./price-of-picture.ts";
import { pricesFor } from "./prices-for.ts";

const catalogue = loadCatalogue({});
const entryOf = (id: string) => catalogue.find((entry) => entry.id === id)!;
const withPrices = (entry: CatalogueEntry, wanted: Record<string, number>) => {
  const { prices, imageTokens } = pricesFor(entry, wanted);
  return { ...entry, prices, imageTokens: { ...entry.imageTokens, ...imageTokens } };
};

test("M13: whatever a picture of each size is to cost, to the tenth of a cent, is what is told of it", () => {
  const wishes = fc.constantFrom(...catalogue).chain((entry) =>
    fc.record({
      entry: fc.constant(entry),
      // Beside the first, no size may be cheaper than what thinking costs.
      mills: fc.tuple(...entry.imageSizes.map(() => fc.integer({ min: 100, max: 400 }))),
    }),
  );
  fc.assert(
    fc.property(wishes, ({ entry, mills }) => {
      const wanted = Object.fromEntries(
        entry.imageSizes.map((size, place) => [size, (mills[place] ?? 0) / 1000]),
      );
      const told = withPrices(entry, wanted);
      for (const size of entry.imageSizes)
        expect(priceOfPicture(told, size), `${entry.id} ${size}`).toBe(wanted[size]);
    }),
    { numRuns: 2000 },
  );
});

test("M13: an answer that tells its tokens is charged in proportion", () => {
  const entry = entryOf("gemini-nano-banana-2.1");
  const half = withPrices(entry, { "1K": 0.0205, "2K": 0.0288, "4K": 0.0603 });
  const usage = { inputTokens: 30, referenceTokens: 0, textTokens: 900, imageTokens: 1120 };
  expect(costMicros(half.prices, usage) / costMicros(entry.prices, usage)).toBeCloseTo(0.508, 2);
});

test("M13: a size without a wish stays what it was, and free is free in every size", () => {
  const entry = entryOf("flux-3-image");
  const told = withPrices(entry, { "1K": 0.06 });
  expect(entry.imageSizes.map((size) => priceOfPicture(told, size))).toEqual([0.06, 0.1, 0.607]);
  const free = withPrices(entry, { "1K": 0, "2K": 0, "4K": 0 });
  expect(free.prices).toEqual({ input: 0, inputImage: 0, text: 0, image: 0 });
  expect(entry.imageSizes.map((size) => priceOfPicture(free, size))).toEqual([0, 0, 0]);
});

test("M13: what costs nothing so far can be given a price", () => {
  const told = withPrices(entryOf("stable-diffusion"), { "1K": 0.02, "512": 0.01 });
  expect([priceOfPicture(told, "1K"), priceOfPicture(told, "512")]).toEqual([0.02, 0.01]);
});

test.each([
  [{ "8K": 1 }, "does not draw in 8K"],
  [{ "1K": 0 }, "Either each size"],
  [{ "1K": 0.5, "2K": 0.001 }, "cannot cost so little"],
])("M13: prices that cannot be are refused: %o", (wanted, sentence) => {
  expect(() => pricesFor(entryOf("gemini-nano-banana-2.1"), wanted)).toThrow(sentence);
});
