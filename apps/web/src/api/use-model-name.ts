import type { Model } from "@bunch/contracts/model";
import { useLingui } from "@lingui/react/macro";
import { useModels } from "./use-models.ts";

/** What a model is called on the screen; the simulator has a name in each language. */
export function useModelName(): (id: string) => string {
  const { t } = useLingui();
  const models = useModels();
  return (id) => {
    const model: Model | undefined = models.data?.data.find((entry) => entry.id === id);
    return model?.simulated ? t`Simulator` : (model?.name ?? id);
  };
}

/** Whether the names are on their way. What shows them waits for that: a name that takes an id's place makes a page jump. */
export function useAreNamesComing(): boolean {
  return useModels().isPending;
}
