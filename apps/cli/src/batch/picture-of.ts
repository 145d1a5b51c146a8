/** Which picture an address leads to: the same under another signature, which each server and each hour makes anew. */
export function pictureOf(url: string | null): string | null {
  return url?.replace(/\?.*$/, "") ?? null;
}
