import { useInfiniteQuery } from "@tanstack/react-query";

type Page<Item> = { data: Item[]; next_cursor: string | null };
type Asked = { limit: number; cursor?: string };

const pageSize = 50;
const againMs = 5000;

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
    refetchInterval: (query) => (query.state.data?.pages[0]?.data.some(isMoving) ? againMs : false),
  });
  return { ...pages, list: pages.data?.pages.flatMap((page) => page.data) ?? null };
}
export type Pages<Item> = ReturnType<typeof usePages<Item>>;
