import type { ProviderKey } from "@bunch/contracts/provider-key";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";
import { keysKey, useKeys } from "../../api/use-keys.ts";

const freshMs = 10 * 60_000;

/** One's remembered keys with what they may call, asked of their vendors while the page is open; that costs nothing. */
export function useCheckedKeys() {
  const client = useClient();
  const queries = useQueryClient();
  const keys = useKeys();
  const checks = useQueries({
    queries: (keys.data ?? []).map(({ id }) => ({
      queryKey: ["key-check", id],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { verdict, models, missing_models } = await client.checkKey({ key_id: id }, signal);
        const told = verdict === "works" ? { models, missing_models } : {};
        queries.setQueryData<ProviderKey[]>(keysKey, (before) =>
          before?.map((key) =>
            key.id === id
              ? { ...key, ...told, test_outcome: verdict, tested_at: new Date().toISOString() }
              : key,
          ),
        );
        return verdict;
      },
      staleTime: freshMs,
      retry: false,
    })),
  });
  return {
    keys: keys.data ?? [],
    isPending: keys.isPending,
    isAsking: checks.some(({ isFetching }) => isFetching),
  };
}
