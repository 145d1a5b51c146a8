import { useQuery } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";

export const keysKey = ["keys"] as const;

/** One's remembered keys, without the keys. */
export function useKeys(isWanted = true) {
  const client = useClient();
  return useQuery({ queryKey: keysKey, queryFn: () => client.listKeys(), enabled: isWanted });
}
