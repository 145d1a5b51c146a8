/** Cuts one page out of a list, by the pageSize and pageToken of a query. */
export function pageOf<Item>(
  all: readonly Item[],
  query: URLSearchParams,
  sizes: { usualPage: number; largestPage: number },
): { items: Item[]; next: { nextPageToken?: string } } {
  const start = Number(query.get("pageToken")) || 0;
  const asked = Number(query.get("pageSize")) || sizes.usualPage;
  const end = start + Math.min(Math.max(asked, 1), sizes.largestPage);
  return {
    items: all.slice(start, end),
    next: end < all.length ? { nextPageToken: String(end) } : {},
  };
}
