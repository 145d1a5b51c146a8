import type { Result } from "@bunch/contracts/result";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";
import { renewEveryMs } from "../../results/signed-address.ts";
import { useFreshAddresses } from "../../results/use-fresh-addresses.ts";
import { askAgainMs, pageSize } from "./ask-again-ms.ts";

const mostPages = 400;

/** All results of an execution, page by page; asked again now and then while it is not over, and before addresses expire. */
export function useResults(id: string, isOver: boolean) {
  const client = useClient();
  useFreshAddresses();
  return useQuery({
    queryKey: ["results", id, "all"],
    queryFn: async ({ signal }) => {
      const results: Result[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await client.listResults(id, { limit: pageSize, cursor }, signal);
        results.push(...answer.data);
        if (answer.next_cursor === null) break;
        cursor = answer.next_cursor;
      }
      return results;
    },
    refetchInterval: ({ state }) =>
      isOver
        ? renewEveryMs(state.data?.map(({ result_url: url }) => url) ?? [])
        : askAgainMs(state.data?.length ?? 0),
  });
}
