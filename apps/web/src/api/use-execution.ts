import { useQuery } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";

/** An execution as it stands; while it is not over it is asked again now and then. */
export function useExecution(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: ["execution", id],
    queryFn: ({ signal }) => client.getExecution(id, signal),
    refetchInterval: (query) => {
      const status = query.state.data?.status;
      return status === "pending" || status === "processing" ? 3000 : false;
    },
  });
}
