import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { useModelsClient } from "./use-models-client.ts";

/** Undoes what was changed of a model; in another window it may be undone already. */
export function useUndo(onDone: () => void = () => {}) {
  const client = useModelsClient();
  const changed = useCatalogueChanged();
  return useMutation({
    mutationFn: async (id: string) => {
      try {
        await client.undo(id);
      } catch (cause) {
        if (asRefused(cause).status !== 404) throw cause;
      }
    },
    onSuccess: async () => {
      onDone();
      await changed();
    },
  });
}

/** Has everything asked anew that follows from the catalogue. */
export function useCatalogueChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ["models"] }),
      queries.invalidateQueries({ queryKey: ["estimate"] }),
      queries.invalidateQueries({ queryKey: ["changed-model"] }),
    ]);
  };
}
