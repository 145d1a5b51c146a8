import type { RequestRefused } from "@bunch/contracts/client";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";

/** One's own limits and what is used of them. */
export function useLimits(isWanted = true) {
  const client = useClient();
  return useQuery({
    queryKey: ["limits"],
    queryFn: ({ signal }) => client.limits(signal),
    enabled: isWanted,
    // Every batch and every request changes them.
    staleTime: 0,
  });
}

/** When a limit that refused something is free again; null where it was no limit, or nobody knows. */
export function useFreeAgain(refused: RequestRefused | null): string | null {
  const name = refused?.error.code === "over_limit" ? refused.error.details?.limit : undefined;
  const limits = useLimits(name !== undefined);
  return name === undefined ? null : (limits.data?.[name].resets_at ?? null);
}
