import type { Execution, ExecutionStatus } from "@bunch/contracts/execution";
import { mostWatchedAtOnce } from "@bunch/contracts/event";
import {
  keepPreviousData,
  useInfiniteQuery,
  useQueries,
  useQueryClient,
} from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";
import { useBatchNews } from "../../api/events/use-batch-news.ts";
import { patchExecution } from "../../api/patch-execution.ts";
import { isOver } from "../../results/is-over.ts";

const pageSize = 30;
const mostOpen = 50;
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
  });
}

/** What is not over, however long ago it was begun: what its owner has to do something about, and what is under way. */
export function useOpenBatches(isWanted: boolean): {
  isComing: boolean;
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
    })),
  });
  if (!isWanted) return { isComing: false, needsYou: [], underWay: [] };
  // A batch that changes its state between two answers is in both, or still in the old one's.
  const known = new Map<string, Execution>();
  for (const { data } of answers)
    for (const one of data?.data ?? []) if (isOpen(one)) known.set(one.id, one);
  const open = [...known.values()].toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));
  return {
    isComing: answers.some(({ isPending }) => isPending),
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

/** Keeps those that are not over as their events tell; what becomes of one may change its place in the lists. */
export function useLiveBatches(list: readonly Execution[]): void {
  const queries = useQueryClient();
  const statuses = new Map(list.filter((one) => !isOver(one)).map((one) => [one.id, one.status]));
  const watched = [...statuses.keys()].slice(0, mostWatchedAtOnce);
  useBatchNews(watched, (execution) => {
    const before = statuses.get(execution.id);
    patchExecution(queries, execution.id, () => execution);
    if (before !== execution.status)
      void queries.invalidateQueries({ queryKey: ["executions", "open"] });
  });
}
