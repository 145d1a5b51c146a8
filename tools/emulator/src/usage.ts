import type { EmulatedModel } from "./models.ts";

/** The tokens of one call, as the provider counts them. */
export interface Tokens {
  promptText: number;
  promptImages: number;
  answerText: number;
  answerImages: number;
  thoughts: number;
}

/** Counts the words of a text, which is what the emulator takes for tokens. */
export function wordsIn(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== "").length;
}

/** Counts the tokens that a request sends: its words and its references. */
export function promptTokensOf(
  request: { prompt: string; references: readonly unknown[] },
  model: EmulatedModel,
): number {
  return wordsIn(request.prompt) + request.references.length * model.referenceTokens;
}

/** Tells what those tokens cost in whole micro-dollars, the share of the price applied, rounded up once, at the end. */
export function costMicrosOf(model: EmulatedModel, tokens: Tokens, share: number): number {
  const { input, text, image } = model.centsPerMillion;
  const hundredths =
    (tokens.promptText + tokens.promptImages) * input +
    (tokens.answerText + tokens.thoughts) * text +
    tokens.answerImages * image;
  return Math.ceil((hundredths * share) / 100);
}

/** Writes the tokens the way the provider's answer does: counts of nothing are left out. */
export function usageMetadataOf(tokens: Tokens): Record<string, unknown> {
  const prompt = tokens.promptText + tokens.promptImages;
  const answer = tokens.answerText + tokens.answerImages;
  return {
    promptTokenCount: prompt,
    ...(answer > 0 && { candidatesTokenCount: answer }),
    totalTokenCount: prompt + answer + tokens.thoughts,
    promptTokensDetails: [
      { modality: "TEXT", tokenCount: tokens.promptText },
      ...(tokens.promptImages > 0 ? [{ modality: "IMAGE", tokenCount: tokens.promptImages }] : []),
    ],
    ...(tokens.answerImages > 0 && {
      candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: tokens.answerImages }],
    }),
    ...(tokens.thoughts > 0 && { thoughtsTokenCount: tokens.thoughts }),
  };
}
