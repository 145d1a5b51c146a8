import { createHash } from "node:crypto";
import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { PromptEntry } from "@bunch/contracts/prompt-row";
import type { Reference } from "./read-references.ts";

/** What a command asks for, apart from the key. */
export type BatchRequest = {
  prompts: PromptEntry[];
  references: Reference[];
  model: string | undefined;
  aspectRatio: string | undefined;
  imageSize: string | undefined;
  variations: number | undefined;
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

/** The form that starts the batch. */
export function formOf(request: BatchRequest, apiKey: string | undefined): FormData {
  const form = new FormData();
  form.set("prompts", JSON.stringify(request.prompts));
  const fields = {
    api_key: apiKey,
    model: request.model,
    aspect_ratio: request.aspectRatio,
    image_size: request.imageSize,
    variations: request.variations,
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
  const { prompts, model, aspectRatio, imageSize, variations, maxCost } = request;
  return {
    prompts,
    reference_image_count: request.references.length,
    ...(model === undefined ? {} : { model }),
    ...(aspectRatio === undefined ? {} : { aspect_ratio: aspectRatio }),
    ...(imageSize === undefined ? {} : { image_size: imageSize }),
    ...(variations === undefined ? {} : { variations }),
    ...(maxCost === undefined ? {} : { max_cost: maxCost }),
  };
}
