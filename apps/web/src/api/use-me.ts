import { useQuery } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";

/** Who asks, as the server sees it; an older server that does not tell is asked no more. */
export function useMe() {
  const client = useClient();
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => client.me(signal),
    staleTime: 60_000,
  });
}
