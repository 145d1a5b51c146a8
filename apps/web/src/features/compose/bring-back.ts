import type { PictureSettings } from "@bunch/contracts/metadata/picture-settings";
import type { Model, ModelList } from "@bunch/contracts/model";
import { aspectOf } from "../../ui/aspect.ts";
import type { PromptBlock } from "./analyse-prompts.ts";
import type { Draft } from "./draft.ts";
import { asOnePrompt } from "./prompts-again.ts";
import { settingsOf } from "./settings.ts";

/** How far a picture's sides may be off a ratio: models draw in steps of 16 pixels and more. */
const nearRatio = 0.03;

/** What of a picture's settings this server has; null for what it has not, which stays as it is chosen. */
export type Offered = {
  prompt: string;
  model: Model | null;
  aspectRatio: string | null;
  imageSize: string | null;
  seed: number | null;
};

/** Finds what of a picture's settings can be had here. */
export function offeredOf(found: PictureSettings, draft: Draft, catalogue: ModelList): Offered {
  const live = catalogue.data.filter(({ status }) => status === "live");
  const model = live.find(({ id }) => id === found.model) ?? null;
  const { aspectRatios: ratios, imageSizes: sizes } = settingsOf(
    model ? { ...draft, model: model.id } : draft,
    catalogue,
  );
  return {
    prompt: asOnePrompt(found.prompt),
    model,
    aspectRatio:
      found.aspectRatio === null ? ratioOf(found.size, ratios) : known(found.aspectRatio, ratios),
    imageSize: known(found.imageSize, sizes),
    // With another model the same number draws another picture.
    seed: model?.takes_seed ? found.seed : null,
  };
}

/** What changes with it: its prompt comes behind those that are there, unless it is one of them; settings hold for all. */
export function withOffered(
  { prompt, model, aspectRatio, imageSize, seed }: Offered,
  before: { promptsText: string; blocks: readonly PromptBlock[] },
): Partial<Draft> {
  const written = before.promptsText.trimEnd();
  const isThere = before.blocks.some((block) => block.prompt === prompt);
  const promptsText = isThere
    ? before.promptsText
    : written === ""
      ? prompt
      : `${written}\n\n${prompt}`;
  return {
    promptsText,
    ...(model && { model: model.id }),
    ...(aspectRatio !== null && { aspectRatio }),
    ...(imageSize !== null && { imageSize }),
    ...(seed !== null && { seed: String(seed) }),
  };
}

function known(wish: string | null, there: readonly string[]): string | null {
  return wish !== null && there.includes(wish) ? wish : null;
}

/** The ratio that a picture of that size was drawn in. */
function ratioOf(size: PictureSettings["size"], ratios: readonly string[]): string | null {
  if (size === null || size[0] === 0 || size[1] === 0) return null;
  const off = (ratio: string) => Math.abs(size[0] / size[1] / aspectOf(ratio) - 1);
  const [nearest] = ratios.toSorted((one, other) => off(one) - off(other));
  return nearest !== undefined && off(nearest) <= nearRatio ? nearest : null;
}
