import { doubtPolicies, type DoubtPolicy } from "@bunch/contracts/doubt";
import type { Model, ModelList } from "@bunch/contracts/model";
import type { PromptEntry } from "@bunch/contracts/prompt-row";
import type { Draft } from "./draft.ts";

export type Settings = {
  model: Model;
  aspectRatio: string;
  imageSize: string;
  variations: number;
  onDoubt: DoubtPolicy;
  /** Width and height asked for; null where the catalogue does not say. */
  pixels: [number, number] | null;
  /** The most references that both the model and the server take. */
  maxReferences: number;
};

/** The settings in force: the draft's wishes where the model takes them, its defaults elsewhere. */
export function settingsOf(draft: Draft, catalogue: ModelList): Settings {
  const { data: models, limits } = catalogue;
  const model =
    models.find(({ id }) => id === draft.model) ??
    models.find((entry) => entry.is_default) ??
    models[0];
  if (model === undefined) throw new Error("the catalogue names no model");
  const aspectRatio = taken(draft.aspectRatio, model.aspect_ratios, model.default_aspect_ratio);
  const imageSize = taken(draft.imageSize, model.image_sizes, model.default_image_size);
  return {
    model,
    aspectRatio,
    imageSize,
    variations: Math.min(Math.max(1, draft.variations), limits.max_variations),
    onDoubt: doubtPolicies.find((policy) => policy === draft.onDoubt) ?? catalogue.on_doubt,
    pixels: model.pixels[imageSize]?.[aspectRatio] ?? null,
    maxReferences: Math.min(limits.max_reference_images, model.max_reference_images),
  };
}

/** What one picture of these prompts is expected to cost, on average. */
export function meanPrice(
  prompts: readonly PromptEntry[],
  settings: Settings,
  references: number,
): number {
  const usual = eachPrice(settings, references);
  if (prompts.every((entry) => typeof entry === "string")) return usual;
  const sum = prompts.reduce((total, entry) => {
    if (typeof entry === "string") return total + usual;
    const imageSize = entry.image_size ?? settings.imageSize;
    return total + eachPrice({ ...settings, imageSize }, entry.references?.length ?? references);
  }, 0);
  return Math.ceil(Math.round((sum / prompts.length) * 1e6) / 1000) / 1000;
}

/** What one picture is expected to cost with these references, as the catalogue tells it. */
export function eachPrice(settings: Settings, references: number): number {
  const { model, imageSize } = settings;
  const base = model.cost_per_image[imageSize] ?? 0;
  const exact = base + references * model.cost_per_reference_image;
  return Math.ceil(Math.round(exact * 1e6) / 1000) / 1000;
}

function taken(wish: string | null, known: string[], otherwise: string): string {
  return wish !== null && known.includes(wish) ? wish : otherwise;
}
