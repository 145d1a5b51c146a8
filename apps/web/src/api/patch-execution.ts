import type { Execution } from "@bunch/contracts/execution";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";

type Page = { data: Execution[]; next_cursor: string | null };

/** Lays a change of one execution wherever it is kept, so that no list has to be asked for again because of it. */
export function patchExecution(
  queries: QueryClient,
  id: string,
  change: (before: Execution) => Execution,
): void {
  const inPage = (page: Page): Page =>
    page.data.some((one) => one.id === id)
      ? { ...page, data: page.data.map((one) => (one.id === id ? change(one) : one)) }
      : page;
  queries.setQueryData<Execution>(["execution", id], (before) => before && change(before));
  queries.setQueriesData<InfiniteData<Page> | Page>({ queryKey: ["executions"] }, (before) => {
    if (before === undefined) return before;
    return "pages" in before ? { ...before, pages: before.pages.map(inPage) } : inPage(before);
  });
}
