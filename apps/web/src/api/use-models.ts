import type { Client } from "@bunch/contracts/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { learnVendorNames } from "../language/vendor-name.ts";
import { useClient } from "./client-context.ts";

/** The catalogue, the limits and whether the server has a key of its own. */
export function useModels() {
  return useQuery(modelsQuery(useClient()));
}

/** The same for whoever asks once. */
export function modelsQuery(client: Client) {
  return queryOptions({
    queryKey: ["models"],
    queryFn: async ({ signal }) => {
      const models = await client.models(signal);
      learnVendorNames(models.vendors);
      return models;
    },
    staleTime: 5 * 60_000,
  });
}
