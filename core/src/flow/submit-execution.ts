import type { DoubtPolicy } from "@bunch/contracts/doubt";
import { type LimitedWish, wishOfRuns } from "../limits/hold-to-limits.ts";
import type { ServerKeys } from "../models/server-keys.ts";
import type { Bell } from "../ports/bell.ts";
import type { CameBy } from "../ports/came-by.ts";
import type { ExecutionRemover } from "../ports/execution-remover.ts";
import type { ExecutionStore, OfItsModel } from "../ports/execution-store.ts";
import type { ImageModels } from "../ports/image-model.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { PictureInspector } from "../ports/picture-inspector.ts";
import type { Origin } from "../ports/tracer.ts";
import type { WebhookLine } from "../ports/webhook-line.ts";
import { answerRepeat, unlessRepeat } from "./answer-repeat.ts";
import { clearRemovals } from "./clear-removals.ts";
import { webhookOfBatch } from "./keep-webhooks.ts";
import { priceModels } from "./price-models.ts";
import { type Limits, maxCostMicros, type Wish } from "./price-wish.ts";
import { missingModels, type RememberedKeyDoors } from "./remembered-key.ts";
import { type GivenReference, inspectReferences, storeReferences } from "./store-references.ts";
import { type GivenKeys, vendorKeys } from "./vendor-keys.ts";

export type SubmitDoors = RememberedKeyDoors & {
  executions: ExecutionStore;
  remover: ExecutionRemover;
  models: ImageModels;
  objects: ObjectStore;
  pictures: PictureInspector;
  bell: Bell;
  webhookLine: WebhookLine;
  newId: () => string;
  sha256: (bytes: Uint8Array) => string;
};

type SubmitInput = {
  userId: string;
  cameBy: CameBy;
  origin: Origin | null;
  wish: Wish;
  name: string | null;
  keys: GivenKeys;
  /** The server's own keys by vendor, used when the request brings none. */
  serverKeys: ServerKeys;
  defaultModel: string | undefined;
  redrawFiltered: boolean;
  onDoubt: DoubtPolicy;
  references: readonly GivenReference[];
  /** Told of this batch, beside the endpoints of its owner. */
  webhookUrl: string | undefined;
  limits: Limits;
  idempotency: { key: string; digest: string } | null;
  signal: AbortSignal;
};

/**
 * Checks a wish, prices it and writes it down as a workflow with its first execution, or, of several models, as one for each:
 * all of them or none. A Problem stores and pays nothing. What is told of a set is its first execution.
 */
export const submitExecution = (doors: SubmitDoors, input: SubmitInput) =>
  unlessRepeat(doors, input, () => submitNew(doors, input));

async function submitNew(doors: SubmitDoors, input: SubmitInput): Promise<{ executionId: string }> {
  const { userId, wish, signal } = input;
  const { keyId, keyIds } = input.keys;
  const [first, ...others] = priceModels(doors.models, {
    ...input,
    referenceCount: input.references.length,
    missing: await missingModels(doors, {
      userId,
      keyIds: [...(keyId === undefined ? [] : [keyId]), ...keyIds.values()],
    }),
  });
  const keys = await vendorKeys(doors, {
    ...input,
    entries: [first.entry, ...others.map(({ entry }) => entry)],
  });
  const webhook = await webhookOfBatch(doors, { userId, url: input.webhookUrl });
  const inspected = await inspectReferences(doors, input.references, input.limits, signal);

  const cap = maxCostMicros(wish.maxCostDollars);
  const asked = { userId, keys, inspected, wish: wishOfRuns([first, ...others], cap), signal };
  const ofFirst = await furnish(doors, { ...asked, priced: first });
  const ofOthers: OfItsModel[] = [];
  for (const priced of others) ofOthers.push(await furnish(doors, { ...asked, priced }));
  const submitted = await doors.executions.submit({
    ...ofFirst,
    userId,
    cameBy: input.cameBy,
    origin: input.origin,
    name: input.name?.trim() || null,
    redrawFiltered: input.redrawFiltered,
    onDoubt: input.onDoubt,
    prompts: first.prompts,
    maxCostMicros: cap,
    webhook,
    idempotency: input.idempotency,
    set: ofOthers.length === 0 ? null : { id: doors.newId(), others: ofOthers },
  });
  if (submitted.is === "new") {
    doors.bell.ring();
    return { executionId: ofFirst.executionId };
  }
  // Not needed after all; what cannot be removed now is removed by a worker later.
  for (const { executionId, references } of [ofFirst, ...ofOthers])
    if (references.length > 0)
      await clearRemovals(
        { objects: doors.objects, removals: doors.remover.removalsOf({ userId, executionId }) },
        signal,
      ).catch(() => 0);
  return answerRepeat(submitted);
}

/** Gives a priced model its ids, its own references in the store and its sealed key. */
async function furnish(
  doors: SubmitDoors,
  input: {
    userId: string;
    priced: ReturnType<typeof priceModels>[number];
    keys: ReadonlyMap<string, string>;
    inspected: Parameters<typeof storeReferences>[1]["references"];
    wish: LimitedWish;
    signal: AbortSignal;
  },
): Promise<OfItsModel> {
  const { userId, priced, signal } = input;
  const workflowId = doors.newId();
  const executionId = doors.newId();
  const references = await storeReferences(doors, {
    userId,
    workflowId,
    executionId,
    references: input.inspected,
    wish: input.wish,
    signal,
  });
  const apiKey = priced.entry.needsKey ? input.keys.get(priced.entry.vendor) : undefined;
  return {
    workflowId,
    executionId,
    modelId: priced.entry.id,
    settings: priced.settings,
    rows: priced.rows,
    references,
    estimate: priced.estimate,
    warnings: priced.warnings,
    sealedKey: apiKey ? doors.vault.seal({ apiKey, userId, workflowId }) : null,
  };
}
