import type { ExecutionSet } from "@bunch/contracts/execution-set";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";

/** The batches of several models that were started together. */
export function useSet(id: string): UseQueryResult<ExecutionSet> {
  const client = useClient();
  return useQuery({
    queryKey: ["set", id],
    queryFn: ({ signal }) => client.getSet(id, signal),
  });
}
