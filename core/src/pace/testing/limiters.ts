/** How a provider limits: what it says to a call, and what an oracle knows beforehand. */
export type Limiter = {
  /** The limit for a minute that its refusals name; null when they name none. */
  perMinute: number | null;
  /** Lets a call in, or says for how long it refuses, null when it does not say. */
  ask: (nowMs: number) => "accepted" | { waitMs: number | null };
  /** A call that was let in has ended. */
  ended: () => void;
  /** When it would let the next call in; null when only the end of another call tells. */
  opensAtMs: (nowMs: number) => number | null;
};

const minuteMs = 60_000;
/** A hair beyond the moment, as a bucket that is full to the last bit counts as empty. */
const hairMs = 0.001;

/** So many calls in each sliding minute; a refusal says when the oldest leaves it. */
export function slidingMinute(limit: number, told = true): Limiter {
  const starts: number[] = [];
  const opensAtMs = (nowMs: number) => {
    while (starts[0] !== undefined && starts[0] <= nowMs - minuteMs) starts.shift();
    return starts.length < limit ? nowMs : starts[starts.length - limit]! + minuteMs;
  };
  return {
    perMinute: told ? limit : null,
    opensAtMs,
    ask(nowMs) {
      const waitMs = opensAtMs(nowMs) - nowMs;
      if (waitMs > 0) return { waitMs };
      starts.push(nowMs);
      return "accepted";
    },
    ended: () => {},
  };
}

/** A bucket that holds `burst` calls and refills at a rate, which may change at given times; a refusal says when the next drop has fallen. */
export function bucket(
  rates: readonly { fromMs: number; perSecond: number }[],
  burst: number,
  told = true,
): Limiter {
  let [level, atMs] = [burst, 0];
  const rateAt = (ms: number) => rates.findLast(({ fromMs }) => fromMs <= ms)?.perSecond ?? 0;
  const fill = (nowMs: number) => {
    while (atMs < nowMs) {
      const change = rates.find(({ fromMs }) => fromMs > atMs && fromMs < nowMs)?.fromMs ?? nowMs;
      level = Math.min(burst, level + ((change - atMs) / 1000) * rateAt(atMs));
      atMs = change;
    }
  };
  const opensAtMs = (nowMs: number) => {
    fill(nowMs);
    return level >= 1 ? nowMs : nowMs + (1000 * (1 - level)) / rateAt(nowMs) + hairMs;
  };
  return {
    perMinute: told ? Math.round(60 * rateAt(0)) : null,
    opensAtMs,
    ask(nowMs) {
      const waitMs = opensAtMs(nowMs) - nowMs;
      if (waitMs > 0) return { waitMs };
      level -= 1;
      return "accepted";
    },
    ended: () => {},
  };
}

/** So many calls at once, and not a word with a refusal. */
export function atOnce(limit: number): Limiter {
  let inFlight = 0;
  return {
    perMinute: null,
    opensAtMs: (nowMs) => (inFlight < limit ? nowMs : null),
    ask() {
      if (inFlight >= limit) return { waitMs: null };
      inFlight += 1;
      return "accepted";
    },
    ended: () => void (inFlight -= 1),
  };
}
