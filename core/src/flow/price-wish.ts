import type { Warning } from "@bunch/contracts/envelope";
import type { Estimate } from "@bunch/contracts/model";
import { type PromptEntry, wordsOf } from "@bunch/contracts/prompt-row";
import { chooseModel } from "../models/choose-model.ts";
import { estimate } from "../models/estimate.ts";
import type { ImageModels } from "../ports/image-model.ts";
import { Problem } from "../problem.ts";
import { ownSettings } from "../prompts/own-settings.ts";
import { parsePrompts } from "../prompts/parse-prompts.ts";

/** What a person asked for, before anything is checked. */
export type Wish = {
  promptsText?: string | undefined;
  prompts?: readonly PromptEntry[] | undefined;
  model?: string | undefined;
  /** Two or more to compare, in place of one. */
  models?: readonly string[] | undefined;
  aspectRatio?: string | undefined;
  imageSize?: string | undefined;
  variations?: number | undefined;
  seed?: number | null | undefined;
  maxCostDollars?: number | undefined;
};

export type Limits = {
  maxPrompts: number;
  maxReferenceImages: number;
  maxReferenceImageBytes: number;
};

/** Prompts, model, settings and price of a wish: what execute and estimate have in common. */
export function priceWish(
  models: ImageModels,
  input: {
    wish: Wish;
    defaultModel: string | undefined;
    referenceCount: number;
    limits: Limits;
    /** Models that the provider has said the key may not call. */
    missing?: readonly string[];
  },
) {
  const { wish, limits } = input;
  const prompts = parsePrompts({
    text: wish.promptsText,
    list: wish.prompts?.map(wordsOf),
    maxPrompts: limits.maxPrompts,
  });
  if (input.referenceCount > limits.maxReferenceImages)
    throw new Problem(
      "too_many_references",
      `These are ${input.referenceCount} reference pictures; at most ${limits.maxReferenceImages} are taken. Remove some.`,
      { field: "reference_images" },
    );
  const chosen = chooseModel({
    catalogue: models.catalogue,
    model: wish.model,
    fallback: input.defaultModel,
    aspectRatio: wish.aspectRatio,
    imageSize: wish.imageSize,
    variations: wish.variations,
    seed: wish.seed,
    references: input.referenceCount,
    today: models.today,
    missing: input.missing ?? [],
  });
  const rows = ownSettings({
    entries: wish.prompts ?? [],
    prompts,
    entry: chosen.entry,
    settings: chosen.settings,
    referenceCount: input.referenceCount,
  });
  const { highCost, ...price }: Estimate & { highCost: number } = estimate({
    entry: chosen.entry,
    imageSize: chosen.settings.imageSize,
    variations: chosen.settings.variations,
    references: input.referenceCount,
    prompts,
    rows,
  });
  const warnings: Warning[] = [...chosen.warnings];
  return {
    prompts,
    rows,
    entry: chosen.entry,
    settings: chosen.settings,
    estimate: price,
    highCost,
    warnings,
  };
}

/** Dollars of a wish as whole micro-dollars. */
export function maxCostMicros(dollars: number | undefined): number | null {
  return dollars === undefined ? null : Math.round(dollars * 1_000_000);
}
