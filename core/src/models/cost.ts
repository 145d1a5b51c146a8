import type { CatalogueEntry, TokenPrices } from "./catalogue-entry.ts";

/** Tokens of one answer as its usage tells them. */
export type Usage = { inputTokens: number; textTokens: number; imageTokens: number };

/** What an answer cost, in whole micro-dollars. */
export function costMicros(prices: TokenPrices, usage: Usage): number {
  return Math.round(
    usage.inputTokens * prices.input +
      usage.textTokens * prices.text +
      usage.imageTokens * prices.image,
  );
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
    inputTokens: promptTokens + call.references * entry.referenceTokens,
    textTokens: thinking,
    imageTokens: entry.imageTokens[call.imageSize] ?? 0,
  });
}
