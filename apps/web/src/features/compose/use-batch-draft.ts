import type { Model, ModelList } from "@bunch/contracts/model";
import { useMemo } from "react";
import { useKeys } from "../../api/use-keys.ts";
import { useStore } from "../../store.ts";
import { analysePrompts } from "./analyse-prompts.ts";
import { useCompose } from "./compose-context.tsx";
import type { Draft } from "./draft.ts";
import { payerOf } from "./payer.ts";
import { obstacleOf } from "./readiness.ts";
import { settingsOf } from "./settings.ts";

export type Keys = ReturnType<typeof useKeys>;

/** The draft with everything that follows from it: the prompts drawn, the settings in force, what is in the way. */
export function useBatchDraft(catalogue: ModelList) {
  const compose = useCompose();
  const draft = useStore(compose.draft.store);
  const references = useStore(compose.references.store);
  const key = useStore(compose.key.store);
  const settings = settingsOf(draft, catalogue);
  const keys = useKeys(settings.model.needs_key);
  const payer = payerOf({
    choice: draft.keyChoice,
    model: settings.model,
    remembered: keys.data ?? (keys.isError ? null : undefined),
    keyState: key,
    hasServerKey: catalogue.server_keys.includes(settings.model.vendor),
  });
  const analysed = useAnalysed(draft, settings.model, references.list.length, catalogue.limits);
  const obstacle = obstacleOf({
    analysed,
    settings,
    payer,
    references: references.list.length,
  });
  return { draft, references, key, keys, payer, analysed, settings, obstacle };
}

/** Read anew only when something of it has changed: ten thousand prompts take a while. */
function useAnalysed(
  { promptsText: text, own, leftOut }: Draft,
  { aspect_ratios: aspectRatios, image_sizes: imageSizes }: Model,
  references: number,
  { max_prompts: maxPrompts, max_prompt_characters: maxCharacters }: ModelList["limits"],
) {
  return useMemo(
    () =>
      analysePrompts({
        text,
        own,
        offered: { aspectRatios, imageSizes, references },
        leftOut,
        maxPrompts,
        maxCharacters,
      }),
    [text, own, leftOut, aspectRatios, imageSizes, references, maxPrompts, maxCharacters],
  );
}
