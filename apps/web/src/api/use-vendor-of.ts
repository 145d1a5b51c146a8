import { useModels } from "./use-models.ts";

/** Who draws by a model; Google while the catalogue is not there or no longer knows it. */
export function useVendorOf(): (modelId: string) => string {
  const models = useModels();
  return (modelId) => models.data?.data.find(({ id }) => id === modelId)?.vendor ?? "gemini";
}
