import type { DoubtPolicy } from "@bunch/contracts/doubt";
import { wishOfRun } from "../limits/hold-to-limits.ts";
import { refuseForeignKey } from "../models/refuse-foreign-key.ts";
import type { ServerKeys } from "../models/server-keys.ts";
import type { Bell } from "../ports/bell.ts";
import type { CameBy } from "../ports/came-by.ts";
import type { ExecutionRemover } from "../ports/execution-remover.ts";
import type { ExecutionStore } from "../ports/execution-store.ts";
import type { ImageModels } from "../ports/image-model.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { PictureInspector } from "../ports/picture-inspector.ts";
import type { Origin } from "../ports/tracer.ts";
import type { WebhookLine } from "../ports/webhook-line.ts";
import { Problem } from "../problem.ts";
import { answerRepeat, unlessRepeat } from "./answer-repeat.ts";
import { clearRemovals } from "./clear-removals.ts";
import { type Limits, maxCostMicros, priceWish, type Wish } from "./price-wish.ts";
import { webhookOfBatch } from "./keep-webhooks.ts";
import { givenKey, type RememberedKeyDoors } from "./remembered-key.ts";
import { type GivenReference, inspectReferences, storeReferences } from "./store-references.ts";

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
  apiKey: string | undefined;
  /** A remembered key, in place of one that is typed in. */
  keyId: string | undefined;
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

/** Checks a wish, prices it and writes it down as a workflow with its first execution; a Problem stores and pays nothing. */
export const submitExecution = (doors: SubmitDoors, input: SubmitInput) =>
  unlessRepeat(doors, input, () => submitNew(doors, input));

async function submitNew(doors: SubmitDoors, input: SubmitInput): Promise<{ executionId: string }> {
  const { userId, wish, signal } = input;
  const priced = priceWish(doors.models, { ...input, referenceCount: input.references.length });
  const given = await givenKey(doors, { ...input, entry: priced.entry });
  const apiKey = given || input.serverKeys.get(priced.entry.vendor);
  if (priced.entry.needsKey && given)
    refuseForeignKey(doors.models, { apiKey: given, vendor: priced.entry.vendor });
  if (priced.entry.needsKey && !apiKey)
    throw new Problem(
      "api_key_missing",
      `${priced.entry.name} needs an API key. Give one as api_key, or choose the simulator, which is free.`,
      { field: "api_key" },
    );
  const webhook = await webhookOfBatch(doors, { userId, url: input.webhookUrl });
  const inspected = await inspectReferences(doors, input.references, input.limits, signal);

  const workflowId = doors.newId();
  const executionId = doors.newId();
  const ids = { userId, workflowId, executionId };
  const cap = maxCostMicros(wish.maxCostDollars);
  const references = await storeReferences(doors, {
    ...ids,
    references: inspected,
    wish: wishOfRun({ estimate: priced.estimate, maxCostMicros: cap }),
    signal,
  });
  const submitted = await doors.executions.submit({
    ...ids,
    cameBy: input.cameBy,
    origin: input.origin,
    name: input.name?.trim() || null,
    modelId: priced.entry.id,
    settings: priced.settings,
    redrawFiltered: input.redrawFiltered,
    onDoubt: input.onDoubt,
    prompts: priced.prompts,
    rows: priced.rows,
    references,
    sealedKey:
      priced.entry.needsKey && apiKey ? doors.vault.seal({ apiKey, userId, workflowId }) : null,
    estimate: priced.estimate,
    maxCostMicros: cap,
    warnings: priced.warnings,
    webhook,
    idempotency: input.idempotency,
  });
  if (submitted.is === "new") {
    doors.bell.ring();
    return { executionId };
  }
  // Not needed after all; what cannot be removed now is removed by a worker later.
  if (references.length > 0)
    await clearRemovals(
      { objects: doors.objects, removals: doors.remover.removalsOf(ids) },
      signal,
    ).catch(() => 0);
  return answerRepeat(submitted);
}
