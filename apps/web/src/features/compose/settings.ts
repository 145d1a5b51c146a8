import { doubtPolicies, type DoubtPolicy } from "@bunch/contracts/doubt";
import type { Model, ModelList } from "@bunch/contracts/model";
import type { PromptEntry } from "@bunch/contracts/prompt-row";
import type { Draft } from "./draft.ts";

/** So many models draw the same prompts at most. */
export const mostCompared = 4;

export type Settings = {
  model: Model;
  /** All that draw: the chosen one, then those that it is compared with. */
  models: readonly [Model, ...Model[]];
  /** What every one of them takes. */
  aspectRatios: string[];
  imageSizes: string[];
  /** None of them charges anything. */
  isFree: boolean;
  aspectRatio: string;
  imageSize: string;
  variations: number;
  /** Null where it is left to chance, and where the model takes none. */
  seed: number | null;
  onDoubt: DoubtPolicy;
  /** Width and height asked for; null where the catalogue does not say. */
  pixels: [number, number] | null;
  /** The most references that the models and the server take. */
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
  const all = [model, ...comparedWith(model, draft.others, models)] as const;
  const { aspectRatios, imageSizes } = takenByAll(all);
  const aspectRatio = taken(draft.aspectRatio, aspectRatios, model.default_aspect_ratio);
  const imageSize = taken(draft.imageSize, imageSizes, model.default_image_size);
  return {
    model,
    models: all,
    aspectRatios,
    imageSizes,
    isFree: all.every(isFreeModel),
    aspectRatio,
    imageSize,
    seed: all.some((one) => one.takes_seed) && draft.seed !== "" ? Number(draft.seed) : null,
    variations: Math.min(Math.max(1, draft.variations), limits.max_variations),
    onDoubt: doubtPolicies.find((policy) => policy === draft.onDoubt) ?? catalogue.on_doubt,
    pixels: model.pixels[imageSize]?.[aspectRatio] ?? null,
    maxReferences: Math.min(
      limits.max_reference_images,
      ...all.map((one) => one.max_reference_images),
    ),
  };
}

/** Whether it charges nothing, whatever is asked: the simulator, and servers of one's own. */
export function isFreeModel(model: Model): boolean {
  return Object.values(model.cost_per_image).every((cost) => cost === 0);
}

/** The ratios and sizes that every one of the models takes. */
function takenByAll(models: readonly [Model, ...Model[]]) {
  const [first, ...others] = models;
  return {
    aspectRatios: first.aspect_ratios.filter((ratio) =>
      others.every((one) => one.aspect_ratios.includes(ratio)),
    ),
    imageSizes: first.image_sizes.filter((size) =>
      others.every((one) => one.image_sizes.includes(size)),
    ),
  };
}

/** The models to compare with, as far as they are still there and take something that the ones before them take too. */
function comparedWith(model: Model, ids: readonly string[], known: readonly Model[]): Model[] {
  const others: Model[] = [];
  for (const id of new Set(ids)) {
    const one = known.find((entry) => entry.id === id);
    if (!one || one.id === model.id || others.length >= mostCompared - 1) continue;
    if (canJoin([model, ...others], one)) others.push(one);
  }
  return others;
}

/** Whether a model takes a ratio and a size that all of the others take. */
export function canJoin(models: readonly [Model, ...Model[]], one: Model): boolean {
  const { aspectRatios, imageSizes } = takenByAll([...models, one]);
  return aspectRatios.length > 0 && imageSizes.length > 0;
}

/** The same wishes with another model, in its first size where it does not draw in the one that was chosen. */
export function settingsWith(settings: Settings, model: Model): Settings {
  const imageSize = taken(settings.imageSize, model.image_sizes, model.default_image_size);
  return { ...settings, model, models: [model], imageSize };
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
  if (wish !== null && known.includes(wish)) return wish;
  return known.includes(otherwise) ? otherwise : (known[0] ?? otherwise);
}
