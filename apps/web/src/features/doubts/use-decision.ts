import type { DoubtDecision } from "@bunch/contracts/doubt";
import type { Execution } from "@bunch/contracts/execution";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";

/** Tells the server what becomes of pictures that may be charged already: of one result, or of all that are undecided. */
export function useDecision(execution: Execution, resultId: string | null) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (decision: DoubtDecision) =>
      client.decideDoubts(execution.id, {
        decision,
        ...(resultId === null ? {} : { result_ids: [resultId] }),
      }),
    onSuccess: (after) => {
      queries.setQueryData(["execution", execution.id], after);
      void queries.invalidateQueries({ queryKey: ["results", execution.id] });
      void queries.invalidateQueries({ queryKey: ["executions"] });
    },
  });
}
