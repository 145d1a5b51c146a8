const mostWaitMs = 3_600_000;

/** How long a "too fast" asks to wait: a number of seconds in its JSON, else in its words; null where neither says it. */
export function waitToldMs(words: string, retryAfterSeconds?: unknown): number | null {
  const inWords =
    /\b(?:(?:resets|try again|retry|available)(?: again)? in|retry after) ~?(\d{1,6}(?:\.\d{1,3})?) ?s(?:ec|\b)/iu.exec(
      words,
    )?.[1];
  const seconds = typeof retryAfterSeconds === "number" ? retryAfterSeconds : Number(inWords);
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(Math.ceil(seconds * 1000), mostWaitMs)
    : null;
}

/** How many calls a minute the account has, where a "too fast" names that. */
export function perMinuteTold(words: string): number | null {
  const told = /\b(\d{1,9}) requests (?:per|a) min(?:ute)?\b/iu.exec(words)?.[1];
  return told !== undefined && Number(told) > 0 ? Number(told) : null;
}
