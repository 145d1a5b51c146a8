import type { IncomingHttpHeaders } from "node:http";

const mostWaitMs = 3_600_000;

/** How long an answer's headers ask to wait: `retry-after-ms`, or `retry-after` as seconds or a date; undefined where they do not. */
export function retryAfterMs(headers: IncomingHttpHeaders, nowMs: number): number | undefined {
  const inMs = Number(headers["retry-after-ms"] ?? Number.NaN);
  const given = headers["retry-after"]?.trim() ?? "";
  const waitMs = Number.isFinite(inMs)
    ? inMs
    : /^\d{1,9}(?:\.\d{1,9})?$/u.test(given)
      ? Number(given) * 1000
      : Date.parse(given) - nowMs;
  return waitMs > 0 ? Math.min(Math.ceil(waitMs), mostWaitMs) : undefined;
}
