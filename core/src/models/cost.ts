import type { CatalogueEntry, TokenPrices } from "./catalogue-entry.ts";

/** Tokens of one answer as its usage tells them. */
export type Usage = {
  inputTokens: number;
  /** Of references, where the vendor counts and charges them apart; 0 where they are among the others. */
  referenceTokens: number;
  textTokens: number;
  imageTokens: number;
};

/** Parts of a dollar in which prices are counted: six decimals of a price for a million tokens are whole. */
const priceScale = 1_000_000;

/**
 * What an answer cost: whole micro-dollars, rounded up once, as a provider bills. In whole numbers throughout, as
 * 0.3 × 3 tokens is not 0.9 to a computer; exact up to thousands of dollars for one answer.
 */
export function costMicros(prices: TokenPrices, usage: Usage): number {
  const scaled =
    usage.inputTokens * scaledPrice(prices.input) +
    usage.referenceTokens * scaledPrice(prices.inputImage ?? prices.input) +
    usage.textTokens * scaledPrice(prices.text) +
    usage.imageTokens * scaledPrice(prices.image);
  return Math.ceil(scaled / priceScale);
}

function scaledPrice(dollars: number): number {
  return Math.round(dollars * priceScale);
}

type OneCall = { entry: CatalogueEntry; imageSize: string; references: number; prompt: string };

/** What one call is expected to cost, thinking and references included, in micro-dollars. */
export function expectedMicros(call: OneCall): number {
  // About four characters make a token of English or French text.
  return callMicros(call, call.entry.thinkingTokens.expected, Math.ceil(call.prompt.length / 4));
}

/** The most one call should cost: what a doubt may have been charged and a budget reserves, in micro-dollars. */
export function ceilingMicros(call: OneCall): number {
  // No tokenizer makes more tokens than bytes.
  return callMicros(
    call,
    call.entry.thinkingTokens.most,
    new TextEncoder().encode(call.prompt).byteLength + 16,
  );
}

function callMicros(call: OneCall, thinking: number, promptTokens: number): number {
  const { entry } = call;
  return costMicros(entry.prices, {
    inputTokens: promptTokens,
    referenceTokens: call.references * entry.referenceTokens,
    textTokens: thinking,
    imageTokens: entry.imageTokens[call.imageSize] ?? 0,
  });
}
