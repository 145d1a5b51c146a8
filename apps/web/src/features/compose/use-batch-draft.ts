import type { ModelList } from "@bunch/contracts/model";
import { useMemo } from "react";
import { useStore } from "../../store.ts";
import { analysePrompts } from "./analyse-prompts.ts";
import { useCompose } from "./compose-context.tsx";
import { obstacleOf } from "./readiness.ts";
import { settingsOf } from "./settings.ts";

/** The draft with everything that follows from it: the prompts drawn, the settings in force, what is in the way. */
export function useBatchDraft(catalogue: ModelList) {
  const compose = useCompose();
  const draft = useStore(compose.draft.store);
  const references = useStore(compose.references.store);
  const key = useStore(compose.key.store);
  const settings = settingsOf(draft, catalogue);
  const { model } = settings;
  const referenceCount = references.list.length;
  const { max_prompts: maxPrompts, max_prompt_characters: maxCharacters } = catalogue.limits;
  const analysed = useMemo(
    () =>
      analysePrompts({
        text: draft.promptsText,
        own: draft.own,
        offered: {
          aspectRatios: model.aspect_ratios,
          imageSizes: model.image_sizes,
          references: referenceCount,
        },
        leftOut: draft.leftOut,
        maxPrompts,
        maxCharacters,
      }),
    [draft.promptsText, draft.own, draft.leftOut, model, referenceCount, maxPrompts, maxCharacters],
  );
  const obstacle = obstacleOf({
    analysed,
    settings,
    catalogue,
    key,
    references: references.list.length,
  });
  return { draft, references, key, analysed, settings, obstacle };
}
