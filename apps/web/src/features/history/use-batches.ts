import type { Execution, ExecutionStatus } from "@bunch/contracts/execution";
import { keepPreviousData, useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";

const pageSize = 30;
const mostOpen = 50;
const againMs = 5000;
const openStatuses = ["paused", "processing", "pending"] as const;

/** All batches that fit, newest first, a page at a time; while others are asked for, what was there stays. */
export function useBatches(asked: { search: string; status: ExecutionStatus | undefined }) {
  const client = useClient();
  const { search, status } = asked;
  return useInfiniteQuery({
    queryKey: ["executions", "list", search, status ?? ""],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.listExecutions(
        {
          limit: pageSize,
          ...(search ? { search } : {}),
          ...(status ? { status } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.data.some(isMoving)) ? againMs : false,
  });
}

/** What is not over, however long ago it was begun: what its owner has to do something about, and what is under way. */
export function useOpenBatches(isWanted: boolean): {
  needsYou: Execution[];
  underWay: Execution[];
} {
  const client = useClient();
  const answers = useQueries({
    queries: openStatuses.map((status) => ({
      queryKey: ["executions", "open", status],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.listExecutions({ status, limit: mostOpen }, signal),
      enabled: isWanted,
      refetchInterval: (query: { state: { data?: { data: Execution[] } | undefined } }) =>
        query.state.data?.data.some(isMoving) ? againMs : false,
    })),
  });
  if (!isWanted) return { needsYou: [], underWay: [] };
  // A batch that changes its state between two answers is in both, or still in the old one's.
  const known = new Map<string, Execution>();
  for (const { data } of answers)
    for (const one of data?.data ?? []) if (isOpen(one)) known.set(one.id, one);
  const open = [...known.values()].toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));
  return {
    needsYou: open.filter(needsItsOwner),
    underWay: open.filter((one) => !needsItsOwner(one)),
  };
}

/** Whether nothing goes on until somebody decides, pays or gives a key. */
function needsItsOwner({ status, reason, stats }: Execution): boolean {
  return (status === "paused" && (reason?.until ?? null) === null) || stats.undecided > 0;
}

function isOpen({ status }: Execution): boolean {
  return openStatuses.some((one) => one === status);
}

function isMoving({ status }: Execution): boolean {
  return status === "pending" || status === "processing";
}
