const anHourMs = 3_600_000;
/** Between two times that fresh addresses are asked for. */
const askAgainMs = 10_000;
const mostKept = 20_000;

/** The address that each signed picture was first shown under, by what stays the same of it. */
const shown = new Map<string, { address: string; sinceMs: number }>();
/** Addresses of before fresh ones were asked for: until these come, screens are drawn with them once more. */
const retired = new Set<string>();

function isSigned(address: string): boolean {
  return /\/object\/sign\/.*\?token=/.test(address);
}

/**
 * The address that this picture is shown under already, for an hour: each server signs for itself, and another address is
 * another download to a browser.
 */
export function steadyAddress(address: string, nowMs = Date.now()): string {
  if (!isSigned(address) || retired.has(address)) return address;
  const picture = address.slice(0, address.indexOf("?"));
  const before = shown.get(picture);
  if (before && nowMs - before.sinceMs < anHourMs) return before.address;
  if (shown.size >= mostKept) shown.clear();
  shown.set(picture, { address, sinceMs: nowMs });
  return address;
}

/** Where addresses expire, they are asked for anew each hour, long before that; elsewhere never. */
export function renewEveryMs(addresses: readonly (string | null)[]): number | false {
  return addresses.some((address) => address !== null && isSigned(address)) ? anHourMs : false;
}

/**
 * Calls `renew` when a picture on this page is not to be had under its signed address, as after its time; now and then at
 * most, as there may be another reason.
 */
export function onAddressExpired(
  renew: () => void,
  input: { signal: AbortSignal; page?: EventTarget; nowMs?: () => number },
): void {
  const { signal, page = document, nowMs = () => Date.now() } = input;
  let askedAtMs = -Infinity;
  const onError = ({ target }: Event) => {
    const address = target !== null && "currentSrc" in target ? target.currentSrc : "";
    if (typeof address !== "string" || !isSigned(address)) return;
    if (nowMs() - askedAtMs < askAgainMs) return;
    askedAtMs = nowMs();
    if (retired.size >= mostKept) retired.clear();
    for (const one of shown.values()) retired.add(one.address);
    shown.clear();
    renew();
  };
  // A picture's error does not bubble; on its way down it passes here all the same.
  page.addEventListener("error", onError, { capture: true, signal });
}
