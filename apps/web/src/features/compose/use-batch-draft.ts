import type { Model, ModelList } from "@bunch/contracts/model";
import { useMemo } from "react";
import { useKeys } from "../../api/use-keys.ts";
import { useStore } from "../../store.ts";
import { analysePrompts } from "./analyse-prompts.ts";
import { useCompose } from "./compose-context.tsx";
import type { Draft } from "./draft.ts";
import { type Payer, payerOf } from "./payer.ts";
import { obstacleOf } from "./readiness.ts";
import { type Settings, settingsOf } from "./settings.ts";

export type Keys = ReturnType<typeof useKeys>;

/** Whose key pays a vendor, with the first of its models. */
export type VendorPayer = { model: Model; payer: Payer; hasServerKey: boolean };

/** The draft with everything that follows from it: the prompts drawn, the settings in force, what is in the way. */
export function useBatchDraft(catalogue: ModelList) {
  const compose = useCompose();
  const draft = useStore(compose.draft.store);
  const references = useStore(compose.references.store);
  const typed = useStore(compose.key.store);
  const settings = settingsOf(draft, catalogue);
  const keys = useKeys(settings.models.some((model) => model.needs_key));
  const payers = onePerVendor(settings).map((model): VendorPayer => {
    const hasServerKey = catalogue.server_keys.includes(model.vendor);
    const payer = payerOf({
      choice: draft.keyChoices[model.vendor] ?? null,
      model,
      remembered: keys.data ?? (keys.isError ? null : undefined),
      keyState: typed[model.vendor] ?? { state: "none" },
      hasServerKey,
    });
    return { model, payer, hasServerKey };
  });
  const maxPrompts = maxPromptsOf(catalogue, settings);
  const analysed = useAnalysed(draft, settings, references.list.length, {
    ...catalogue.limits,
    max_prompts: maxPrompts,
  });
  const obstacle = obstacleOf({
    analysed,
    settings,
    payers: payers.map(({ payer }) => payer),
    references: references.list.length,
  });
  return { draft, references, keys, payers, analysed, settings, maxPrompts, obstacle };
}

/** The models that need a key, one of each vendor; where none does, the chosen one. */
function onePerVendor({ model, models }: Settings): Model[] {
  const paid = models.filter((one) => one.needs_key);
  const first = paid.filter(
    ({ vendor }, place) => paid.findIndex((one) => one.vendor === vendor) === place,
  );
  return first.length > 0 ? first : [model];
}

/** How many prompts fit in: those of each model count. */
function maxPromptsOf({ limits }: ModelList, { models }: Settings): number {
  return Math.floor(limits.max_prompts / models.length);
}

/** Read anew only when something of it has changed: ten thousand prompts take a while. */
function useAnalysed(
  { promptsText: text, own, leftOut }: Draft,
  settings: Settings,
  references: number,
  { max_prompts: maxPrompts, max_prompt_characters: maxCharacters }: ModelList["limits"],
) {
  // The lists are made anew each time, and mostly say the same.
  const lists = JSON.stringify([settings.aspectRatios, settings.imageSizes]);
  return useMemo(() => {
    const [aspectRatios, imageSizes] = JSON.parse(lists) as [string[], string[]];
    return analysePrompts({
      text,
      own,
      offered: { aspectRatios, imageSizes, references },
      leftOut,
      maxPrompts,
      maxCharacters,
    });
  }, [text, own, leftOut, lists, references, maxPrompts, maxCharacters]);
}
