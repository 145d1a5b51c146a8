import { Analytics, type AnalyticsQuery } from "./analytics.ts";
import type { Client } from "./client.ts";
import { successOf } from "./envelope.ts";

/** What was drawn and spent; apart, so that only the page that shows it fetches its schemas. */
export function createAnalyticsClient({ send, urlOf }: Pick<Client, "send" | "urlOf">) {
  return {
    sum: async (query: AnalyticsQuery = {}, signal?: AbortSignal) =>
      (
        await send("analytics", successOf(Analytics), {
          query,
          ...(signal ? { signal } : {}),
        })
      ).data,
    /** Where the same lies as a table. */
    csvUrl: (query: AnalyticsQuery = {}) =>
      `${urlOf("analyticsCsv", "")}?${new URLSearchParams(query).toString()}`,
  };
}
