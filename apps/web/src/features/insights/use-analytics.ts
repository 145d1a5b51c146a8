import type { AnalyticsQuery } from "@bunch/contracts/analytics";
import { createAnalyticsClient } from "@bunch/contracts/analytics-client";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";

/** What was drawn and spent; the former answer stays until the next one is there. */
export function useAnalytics(query: AnalyticsQuery) {
  const analytics = createAnalyticsClient(useClient());
  return {
    ...useQuery({
      queryKey: ["analytics", query],
      queryFn: ({ signal }) => analytics.sum(query, signal),
      placeholderData: (before) => before,
      // Every picture changes it.
      staleTime: 0,
      refetchInterval: 20_000,
    }),
    csvUrl: analytics.csvUrl(query),
  };
}
