import { useQuery } from "@tanstack/react-query";
import { learnVendorNames } from "../language/vendor-name.ts";
import { useClient } from "./client-context.ts";

/** The catalogue, the limits and whether the server has a key of its own. */
export function useModels() {
  const client = useClient();
  return useQuery({
    queryKey: ["models"],
    queryFn: async ({ signal }) => {
      const models = await client.models(signal);
      learnVendorNames(models.vendors);
      return models;
    },
    staleTime: 5 * 60_000,
  });
}
