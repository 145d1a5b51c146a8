import { useQuery } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";

/** The catalogue, the limits and whether the server has a key of its own. */
export function useModels() {
  const client = useClient();
  return useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => client.models(signal),
    staleTime: 5 * 60_000,
  });
}
