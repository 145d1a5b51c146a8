/** How many results the server tells at once. */
export const pageSize = 1000;

/**
 * After how long all results of a batch that goes on are asked for again; each page is a request, and those of a large
 * batch must not use up what its owner may send in a minute.
 */
export function askAgainMs(results: number): number {
  return Math.max(4000, Math.ceil(results / pageSize) * 600);
}
