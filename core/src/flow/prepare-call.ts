import type { WaitReason } from "@bunch/contracts/execution";
import { pictureSeed } from "@bunch/contracts/picture-seed";
import { defaultModel } from "../models/choose-model.ts";
import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import type { ImageModel, ImageModels, ImageRequest } from "../ports/image-model.ts";
import type { KeyVault } from "../ports/key-vault.ts";
import type { WorkOrder } from "../ports/ledger.ts";
import type { CatalogueKeeper } from "./keep-catalogue.ts";
import type { ReferenceShelf } from "./reference-shelf.ts";

export type PrepareDoors = {
  models: ImageModels;
  /** Asked before a model counts as unknown: an API may have taken it up a moment before this process. */
  catalogue: Pick<CatalogueKeeper, "takeUp">;
  vault: KeyVault;
  references: ReferenceShelf;
  /** Told each key that is opened, so that no log ever shows it. */
  hideSecret: (secret: string) => void;
};

export type PreparedCall = {
  entry: CatalogueEntry;
  model: ImageModel;
  request: ImageRequest;
  /** To be told when the call has ended, or is not made: others wait for the room of its references. */
  giveBack: () => void;
};
type Prepared = PreparedCall | { pause: WaitReason };

/** Gathers what a call needs before anything is claimed; what is missing pauses the execution with its mend. */
export async function prepareCall(
  doors: PrepareDoors,
  order: WorkOrder,
  signal: AbortSignal,
): Promise<Prepared> {
  const { models } = doors;
  const found = () => models.catalogue.find((one) => one.id === order.modelId);
  if (!found()) await doors.catalogue.takeUp();
  const entry = found();
  const model = entry && models.modelOf(entry.vendor);
  if (!entry || !model)
    return pauseFor(
      "model_unknown",
      `This server no longer knows the model ${order.modelId}. Start the prompts again with ${defaultModel(models.catalogue).name}.`,
    );
  const apiKey = openKey(doors, entry, order);
  if (apiKey === null)
    return pauseFor(
      "key_unreadable",
      "The stored API key cannot be opened: ENCRYPTION_KEY has changed since. Put the former key back as ENCRYPTION_KEY_PREVIOUS and restart, or resume with the API key typed anew.",
    );
  const loan = await doors.references.borrow({ references: order.references, signal });
  if (!loan)
    return pauseFor(
      "reference_missing",
      "A reference picture is no longer in the store, and drawing without it would be paid and wrong. Start the prompts again with the picture added anew.",
    );
  return {
    entry,
    model,
    request: {
      entry,
      prompt: order.prompt,
      variation: order.variation,
      aspectRatio: order.settings.aspectRatio,
      imageSize: order.settings.imageSize,
      seed: seedFor(entry, order),
      references: loan.references,
      apiKey,
      deadlineMs: entry.deadlineMs[order.settings.imageSize] ?? 60_000,
    },
    giveBack: loan.giveBack,
  };
}

/** What its model takes none of is not sent, though it did when the batch was begun. */
function seedFor(entry: CatalogueEntry, { settings, variation }: WorkOrder): number | null {
  return settings.seed === null || !entry.takesSeed ? null : pictureSeed(settings.seed, variation);
}

function openKey(doors: PrepareDoors, entry: CatalogueEntry, order: WorkOrder): string | null {
  if (!entry.needsKey) return "";
  if (!order.sealedKey) return null;
  const { userId, workflowId } = order;
  const apiKey = doors.vault.open({ sealed: order.sealedKey, userId, workflowId });
  if (apiKey) doors.hideSecret(apiKey);
  return apiKey;
}

function pauseFor(code: WaitReason["code"], message: string): { pause: WaitReason } {
  return { pause: { code, message, until: null } };
}
