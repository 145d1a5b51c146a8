import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBatchNews } from "./events/use-batch-news.ts";
import { isOver } from "../results/is-over.ts";
import { useClient } from "./client-context.ts";

/** An execution as it stands; while it is not over its events keep it so. */
export function useExecution(id: string) {
  const client = useClient();
  const queries = useQueryClient();
  const asked = useQuery({
    queryKey: ["execution", id],
    queryFn: ({ signal }) => client.getExecution(id, signal),
  });
  useBatchNews(asked.data && !isOver(asked.data) ? [id] : [], (execution) =>
    queries.setQueryData(["execution", id], execution),
  );
  return asked;
}
