import { Problem } from "../problem.ts";
import type { CatalogueEntry, TokenPrices } from "./catalogue-entry.ts";
import { typicalPrompt } from "./price-of-picture.ts";

type Priced = Pick<CatalogueEntry, "prices" | "imageTokens">;

const promptTokens = Math.ceil(typicalPrompt.length / 4);
const micros = 1_000_000;

/**
 * Prices and tokens with which a picture of each size is told to cost what is wanted, in dollars; a size without a wish
 * stays as it is. The prices of all tokens grow and shrink together, by what the first size asks for, so that an answer
 * that tells its tokens is charged by the new price; the tokens of the other sizes are what is left to set.
 */
export function pricesFor(entry: CatalogueEntry, wanted: Readonly<Record<string, number>>): Priced {
  for (const size of Object.keys(wanted))
    if (!entry.imageSizes.includes(size)) throw unfit(`${entry.name} does not draw in ${size}.`);
  const targets = new Map(
    entry.imageSizes.map((size) => {
      const dollars = wanted[size];
      return [size, dollars === undefined ? exactMicros(entry, size) : dollars * micros];
    }),
  );
  const free = [...targets.values()].filter((target) => target === 0).length;
  const first = entry.imageSizes[0] ?? "1K";
  if (free === targets.size) return { prices: scaled(entry.prices, 0), imageTokens: {} };
  if (free > 0) throw unfit(`Either each size of ${entry.name} costs something, or none does.`);
  const prices = newPrices(entry, first, targets.get(first) ?? 0);
  const besides = exactMicros({ ...entry, prices, imageTokens: {} }, first);
  const imageTokens = Object.fromEntries(
    [...targets].map(([size, target]) => {
      const tokens = Math.floor((target - besides) / prices.image + 1e-6);
      if (tokens < 1)
        throw unfit(
          `A picture of ${entry.name} in ${size} cannot cost so little beside one in ${first}: what it thinks costs more than that.`,
        );
      return [size, tokens];
    }),
  );
  return { prices, imageTokens };
}

function newPrices(entry: CatalogueEntry, first: string, target: number): TokenPrices {
  const before = exactMicros(entry, first);
  if (before > 0 && entry.prices.image > 0) return scaled(entry.prices, target / before);
  const tokens = entry.imageTokens[first] ?? 0;
  // Of what was free nothing but the picture is charged; where nothing is counted a token stands for a micro-dollar.
  return { ...scaled(entry.prices, 0), image: tokens > 0 ? floored(target / tokens) : 1 };
}

function scaled(prices: TokenPrices, by: number): TokenPrices {
  return {
    input: floored(prices.input * by),
    ...(prices.inputImage !== undefined && { inputImage: floored(prices.inputImage * by) }),
    text: floored(prices.text * by),
    image: floored(prices.image * by),
  };
}

/** Six decimals, as many as are reckoned with; down, so that what is told rounds up to what was wanted. */
function floored(dollars: number): number {
  return Math.floor(dollars * micros) / micros;
}

function exactMicros(entry: Priced & Pick<CatalogueEntry, "thinkingTokens">, size: string): number {
  return (
    promptTokens * entry.prices.input +
    entry.thinkingTokens.expected * entry.prices.text +
    (entry.imageTokens[size] ?? 0) * entry.prices.image
  );
}

function unfit(message: string): Problem {
  return new Problem("bad_request", message, { field: "cost_per_image" });
}
