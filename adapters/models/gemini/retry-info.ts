import type { GoogleError } from "./google-error.ts";
import { listOf, recordOf } from "../http/json-shape.ts";

const mostWaitMs = 3_600_000;

/** How long a 429 asks to wait, rounded up to whole milliseconds; null where it says nothing of use. */
export function retryDelayMs(error: GoogleError): number | null {
  for (const detail of error.details) {
    const delay = recordOf(detail)["retryDelay"];
    const seconds =
      typeof delay === "string" ? /^(\d{1,9}(?:\.\d{1,9})?)s$/u.exec(delay)?.[1] : null;
    if (!seconds) continue;
    // Digits, not floating point: 2.0000001 s is 2001 ms, and 2.3 s is no more than 2300.
    const [whole = "0", fraction = ""] = seconds.split(".");
    const nanoseconds = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
    const waitMs = Number((nanoseconds + 999_999n) / 1_000_000n);
    if (waitMs > 0) return Math.min(waitMs, mostWaitMs);
  }
  return null;
}

/** The limits that a 429 names, as in `GenerateRequestsPerMinutePerProjectPerModel`. */
export function quotaIds(error: GoogleError): string[] {
  return violationsOf(error)
    .map(({ quotaId }) => quotaId)
    .filter((quotaId) => typeof quotaId === "string");
}

/** How many calls a minute the account has, where a 429 names that; of several, the least. */
export function perMinuteLimit(error: GoogleError): number | null {
  const limits = violationsOf(error).flatMap(({ quotaId, quotaValue }) => {
    // One call is one picture; tokens a minute are no number of calls.
    const isCalls = typeof quotaId === "string" && /(?:Requests|Images)PerMinute/u.test(quotaId);
    const limit = isCalls && typeof quotaValue === "string" ? Number(quotaValue) : Number.NaN;
    return limit > 0 && Number.isSafeInteger(limit) ? [limit] : [];
  });
  return limits.length > 0 ? Math.min(...limits) : null;
}

/** Whether a limit of zero is named: this account may not use the model at all. */
export function hasZeroLimit(error: GoogleError): boolean {
  const values = violationsOf(error).map(({ quotaValue }) => quotaValue);
  return values.includes("0") || /\blimit: ?0(?![\d.]*\d)/u.test(error.message);
}

function violationsOf(error: GoogleError): { quotaId?: unknown; quotaValue?: unknown }[] {
  return error.details.flatMap((detail) =>
    listOf(recordOf(detail)["violations"]).map((violation) => recordOf(violation)),
  );
}
