import { CannotStart } from "@bunch/core/cannot-start";
import type { AiSdkEntry } from "./ai-sdk-entry.ts";
import { loadFactory } from "./load-factory.ts";
import { type SdkModel, sdkModelOf } from "./sdk-model.ts";

/** Looks at a start whether each model can be drawn with; throws a sentence that says what to mend. */
export async function prepareEntries(entries: readonly AiSdkEntry[]): Promise<void> {
  for (const entry of entries) {
    const where = `"${entry.id}" in models.json`;
    const priceless = entry.imageSizes.find((size) => entry.imageTokens[size] === 0);
    // A cap would hold nothing back.
    if (priceless !== undefined && entry.prices.image > 0)
      throw new CannotStart(
        `${where}: say in imageTokens what a picture costs, in millionths of a dollar, as in {"${priceless}": 40000}; for one that is free set prices to {"image": 0}.`,
      );
    const model = await modelFor(entry, where);
    const takesFiles: unknown = await model.supportsFileInputs;
    if (entry.maxReferenceImages > 0 && takesFiles === false)
      throw new CannotStart(
        `${where}: ${entry.package} takes no reference pictures for ${entry.calls}. Leave maxReferenceImages out.`,
      );
  }
}

async function modelFor(entry: AiSdkEntry, where: string): Promise<SdkModel> {
  const factory = await loadFactory(entry);
  let model: SdkModel | null;
  try {
    // Nothing is asked of it.
    model = sdkModelOf(factory({ apiKey: "none", fetch }), entry.calls);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotStart(`${where}: ${entry.package} does not make it: ${why}`);
  }
  if (model) return model;
  throw new CannotStart(`${where}: ${entry.package} has no model that draws pictures.`);
}
