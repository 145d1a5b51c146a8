const mostWaitMs = 3_600_000;
const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** How long a refusal asks to wait, as in "Please try again in 1m2.5s."; null where it says nothing of use. */
export function retryHintMs(words: string): number | null {
  const told = /\btry again in ((?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h)){1,4})/iu.exec(words)?.[1];
  if (told === undefined) return null;
  let waitMs = 0;
  for (const [, number, unit] of told.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/giu))
    waitMs += Number(number) * (unitsMs[(unit ?? "").toLowerCase()] ?? 0);
  return waitMs > 0 ? Math.min(Math.ceil(waitMs), mostWaitMs) : null;
}

/** How many pictures or calls a minute the account has, where a refusal names that. */
export function perMinuteLimit(words: string): number | null {
  const limit =
    /\b(?:requests|images|input-images)\b[^:]{0,40}\bmin(?:ute)?\b[^:]{0,20}: Limit:? (\d{1,9})\b/iu.exec(
      words,
    )?.[1];
  return limit !== undefined && Number(limit) > 0 ? Number(limit) : null;
}
