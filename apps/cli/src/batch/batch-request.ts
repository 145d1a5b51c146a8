import { createHash } from "node:crypto";
import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { PromptEntry } from "@bunch/contracts/prompt-row";
import type { Reference } from "./read-references.ts";

/** What a command asks for, apart from the key. */
export type BatchRequest = {
  prompts: PromptEntry[];
  references: Reference[];
  model: string | undefined;
  /** Several in place of one. */
  models: string[] | undefined;
  aspectRatio: string | undefined;
  imageSize: string | undefined;
  variations: number | undefined;
  seed: number | undefined;
  name: string | undefined;
  maxCost: number | undefined;
  onDoubt: DoubtPolicy | undefined;
};

/** The same for the same request; the key is no part of it. */
export function digestOf(request: BatchRequest): string {
  const { references, ...rest } = request;
  const fields = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts = JSON.stringify([fields, references.map(({ sha256 }) => sha256)]);
  return createHash("sha256").update(parts).digest("hex");
}

/** Keys by their vendors: none is sent to another. */
export type VendorKeys = Readonly<Record<string, string>>;

/** The form that starts the batch, or one for each of several models. */
export function formOf(request: BatchRequest, keys: VendorKeys): FormData {
  const { models } = request;
  const hasKeys = Object.keys(keys).length > 0;
  const form = new FormData();
  form.set("prompts", JSON.stringify(request.prompts));
  const fields = {
    api_key: models ? undefined : Object.values(keys)[0],
    api_keys: models && hasKeys ? JSON.stringify(keys) : undefined,
    model: request.model,
    models: models && JSON.stringify(models),
    aspect_ratio: request.aspectRatio,
    image_size: request.imageSize,
    variations: request.variations,
    seed: request.seed,
    name: request.name,
    max_cost: request.maxCost,
    on_doubt: request.onDoubt,
  };
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) form.set(name, String(value));
  for (const { name, bytes, mimeType } of request.references)
    form.append("reference_images", new Blob([new Uint8Array(bytes)], { type: mimeType }), name);
  return form;
}

/** The same question for its price. */
export function estimateOf(request: BatchRequest) {
  const { prompts, model, models, aspectRatio, imageSize, variations, seed, maxCost } = request;
  return {
    prompts,
    reference_image_count: request.references.length,
    ...(model === undefined ? {} : { model }),
    ...(models === undefined ? {} : { models }),
    ...(aspectRatio === undefined ? {} : { aspect_ratio: aspectRatio }),
    ...(imageSize === undefined ? {} : { image_size: imageSize }),
    ...(variations === undefined ? {} : { variations }),
    ...(seed === undefined ? {} : { seed }),
    ...(maxCost === undefined ? {} : { max_cost: maxCost }),
  };
}
