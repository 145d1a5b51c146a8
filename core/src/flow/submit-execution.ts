import type { ErrorCode } from "@bunch/contracts/error-codes";
import type { Warning } from "@bunch/contracts/envelope";
import type { Estimate } from "@bunch/contracts/model";
import { chooseModel } from "../models/choose-model.ts";
import { estimate } from "../models/estimate.ts";
import type { Bell } from "../ports/bell.ts";
import type { ExecutionStore, StoredReference } from "../ports/execution-store.ts";
import type { ImageModels } from "../ports/image-model.ts";
import type { KeyVault } from "../ports/key-vault.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { PictureFacts, PictureInspector } from "../ports/picture-inspector.ts";
import { Problem } from "../problem.ts";
import { parsePrompts } from "../prompts/parse-prompts.ts";

/** What a person asked for, before anything is checked. */
export type Wish = {
  promptsText?: string | undefined;
  prompts?: readonly string[] | undefined;
  model?: string | undefined;
  aspectRatio?: string | undefined;
  imageSize?: string | undefined;
  variations?: number | undefined;
  maxCostDollars?: number | undefined;
};

export type Limits = {
  maxPrompts: number;
  maxReferenceImages: number;
  maxReferenceImageBytes: number;
};

export type SubmitDoors = {
  executions: ExecutionStore;
  models: ImageModels;
  vault: KeyVault;
  objects: ObjectStore;
  pictures: PictureInspector;
  bell: Bell;
  newId: () => string;
  sha256: (bytes: Uint8Array) => string;
};

type Reference = { bytes: Uint8Array; name: string | null };

/**
 * Checks a wish, prices it and writes it down as a workflow with its first execution; a Problem stores and pays nothing.
 * The references are stored before the rows: a picture without a row is rubbish, a row without its picture a loss.
 */
export async function submitExecution(
  doors: SubmitDoors,
  input: {
    userId: string;
    wish: Wish;
    name: string | null;
    apiKey: string | undefined;
    /** The server's own key, used when the request brings none. */
    serverKey: string | undefined;
    defaultModel: string | undefined;
    redrawFiltered: boolean;
    references: readonly Reference[];
    limits: Limits;
    idempotency: { key: string; digest: string } | null;
    signal: AbortSignal;
  },
): Promise<{ executionId: string }> {
  const { userId, wish } = input;
  if (input.idempotency) {
    const before = await doors.executions.findRepeat({ userId, ...input.idempotency });
    if (before.is !== "new") return answerRepeat(before);
  }
  const priced = priceWish(doors.models, { ...input, referenceCount: input.references.length });
  const apiKey = (input.apiKey ?? "").trim() || input.serverKey;
  if (priced.entry.needsKey && !apiKey)
    throw new Problem(
      "api_key_missing",
      `${priced.entry.name} needs an API key. Give one as api_key, or choose the simulator, which is free.`,
      { field: "api_key" },
    );
  const inspected = await inspectReferences(doors, input.references, input.limits);
  const references = await storeReferences(doors, userId, inspected, input.signal);

  const workflowId = doors.newId();
  const executionId = doors.newId();
  const submitted = await doors.executions.submit({
    userId,
    workflowId,
    executionId,
    name: input.name?.trim() || null,
    modelId: priced.entry.id,
    settings: priced.settings,
    redrawFiltered: input.redrawFiltered,
    prompts: priced.prompts,
    references,
    sealedKey:
      priced.entry.needsKey && apiKey ? doors.vault.seal({ apiKey, userId, workflowId }) : null,
    estimate: priced.estimate,
    maxCostMicros: maxCostMicros(wish.maxCostDollars),
    warnings: priced.warnings,
    idempotency: input.idempotency,
  });
  if (submitted.is !== "new") return answerRepeat(submitted);
  doors.bell.ring();
  return { executionId };
}

/** Prompts, model, settings and price of a wish: what execute and estimate have in common. */
export function priceWish(
  models: ImageModels,
  input: {
    wish: Wish;
    defaultModel: string | undefined;
    referenceCount: number;
    limits: Limits;
  },
) {
  const { wish, limits } = input;
  const prompts = parsePrompts({
    text: wish.promptsText,
    list: wish.prompts,
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
    references: input.referenceCount,
  });
  const { highCost, ...price }: Estimate & { highCost: number } = estimate({
    entry: chosen.entry,
    imageSize: chosen.settings.imageSize,
    variations: chosen.settings.variations,
    references: input.referenceCount,
    prompts,
  });
  const warnings: Warning[] = [...chosen.warnings];
  return {
    prompts,
    entry: chosen.entry,
    settings: chosen.settings,
    estimate: price,
    highCost,
    warnings,
  };
}

function answerRepeat(submitted: { is: "repeat"; executionId: string } | { is: "other_body" }): {
  executionId: string;
} {
  if (submitted.is === "repeat") return { executionId: submitted.executionId };
  throw new Problem(
    "idempotency_key_reused",
    "This Idempotency-Key was used for another request. Send a new key for a new batch.",
    { field: "Idempotency-Key" },
  );
}

/** Dollars of a wish as whole micro-dollars. */
export function maxCostMicros(dollars: number | undefined): number | null {
  return dollars === undefined ? null : Math.round(dollars * 1_000_000);
}

type Inspected = Reference & { facts: PictureFacts };

async function inspectReferences(
  doors: SubmitDoors,
  references: readonly Reference[],
  limits: Limits,
): Promise<Inspected[]> {
  const inspected: Inspected[] = [];
  for (const [index, reference] of references.entries()) {
    const which = `Reference picture ${index + 1}${reference.name ? ` (${reference.name})` : ""}`;
    const refuse = (code: ErrorCode, message: string) =>
      new Problem(code, message, { field: "reference_images" });
    if (reference.bytes.byteLength > limits.maxReferenceImageBytes)
      throw refuse(
        "reference_too_large",
        `${which} is over the limit of ${Math.round(limits.maxReferenceImageBytes / 1_000_000)} MB. Make it smaller.`,
      );
    const facts = await doors.pictures.inspect(reference.bytes);
    if (facts === "not_a_picture")
      throw refuse(
        "reference_not_an_image",
        `${which} is not a PNG, JPEG or WebP picture. Convert it, or leave it out.`,
      );
    if (facts === "unreadable")
      throw refuse(
        "reference_unreadable",
        `${which} cannot be decoded: it is broken or has too many pixels. Save it again, or leave it out.`,
      );
    inspected.push({ ...reference, facts });
  }
  return inspected;
}

async function storeReferences(
  doors: SubmitDoors,
  userId: string,
  references: readonly Inspected[],
  signal: AbortSignal,
): Promise<StoredReference[]> {
  const stored: StoredReference[] = [];
  for (const { bytes, facts, name } of references) {
    const sha256 = doors.sha256(bytes);
    // By content: the same logo in a hundred batches is one file.
    const path = `${userId}/references/${sha256}.${facts.extension}`;
    await doors.objects.put({ path, bytes, contentType: facts.mimeType, signal });
    stored.push({ path, sha256, mimeType: facts.mimeType, name });
  }
  return stored;
}
