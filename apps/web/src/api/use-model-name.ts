import type { Model } from "@bunch/contracts/model";
import { useLingui } from "@lingui/react/macro";
import { useModels } from "./use-models.ts";

/** What a model is called on the screen; the simulator has a name in each language. Nobody reads ids while names are on their way. */
export function useModelName(): (id: string) => string {
  const { t } = useLingui();
  const models = useModels();
  return (id) => {
    const model: Model | undefined = models.data?.data.find((entry) => entry.id === id);
    if (model?.simulated) return t`Simulator`;
    return model?.name ?? (models.isPending ? "…" : id);
  };
}
