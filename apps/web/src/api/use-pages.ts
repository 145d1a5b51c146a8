import { useInfiniteQuery } from "@tanstack/react-query";

type Page<Item> = { data: Item[]; next_cursor: string | null };
type Asked = { limit: number; cursor?: string };

const pageSize = 50;
const againMs = 15_000;

/** A list that comes page by page; while another is asked for, what was there stays. */
export function usePages<Item>(
  key: readonly unknown[],
  ask: (asked: Asked) => Promise<Page<Item>>,
  /** Whether it goes on by itself, so that it is asked again now and then. */
  isMoving: (item: Item) => boolean = () => false,
) {
  const pages = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      ask({ limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
    // Only while the page is looked at; whoever comes back to it has it asked at once.
    refetchInterval: (query) => askAgainAfterMs(query.state.data?.pages ?? [], isMoving),
  });
  return { ...pages, list: pages.data?.pages.flatMap((page) => page.data) ?? null };
}

/** When a list is asked for again; all its pages are, so one of many is left alone for longer. */
export function askAgainAfterMs<Item>(
  pages: readonly Pick<Page<Item>, "data">[],
  isMoving: (item: Item) => boolean,
): number | false {
  return pages.some((page) => page.data.some(isMoving)) ? againMs * pages.length : false;
}
export type Pages<Item> = ReturnType<typeof usePages<Item>>;
