import { type LimitBounds, Limits } from "@bunch/emulator/limits/limits";

/** A call that the provider let in, and what came of it. */
export type LetIn = { prompt: string; tookMs: number; failed: boolean };

const noLimits: LimitBounds = {
  requestsPerMinute: null,
  imagesPerMinute: null,
  tokensPerMinute: null,
  windowMs: 60_000,
  bucket: null,
  requestsPerDay: null,
  callsAtOnce: null,
  callsAtOnceHintSeconds: null,
  spendPerTenMinutesMicros: null,
  spendWindowMs: 600_000,
  spendPerMonthMicros: null,
  prepaidMicros: null,
};
const oneAccount = { project: "one", model: "one", promptTokens: 0 };
const leastStepMs = 0.001;

/**
 * The makespan of an oracle that knows the limit, though not how long a call will take or which one fails: it starts each
 * of these calls, in the order in which they were let in, at the first moment at which the limit's own rule lets it, and
 * a failed one again right after its failure. It is never refused and needs no time of its own.
 */
export function oracleBoundMs(calls: readonly LetIn[], limit: Partial<LimitBounds>): number {
  const bounds = { ...noLimits, ...limit };
  const limits = new Limits();
  const callsOf = Map.groupBy(calls, ({ prompt }) => prompt);
  const waiting = [...callsOf.values()].map((own) => own.values());
  const ready = waiting.flatMap((own) => step(own));
  const running: { endMs: number; next: Waiting[] }[] = [];
  let nowMs = 0;
  let lastEndMs = 0;
  while (ready.length > 0 || running.length > 0) {
    const firstEndMs = Math.min(...running.map(({ endMs }) => endMs));
    if (firstEndMs <= nowMs) {
      const [ended] = running.splice(
        running.findIndex(({ endMs }) => endMs === firstEndMs),
        1,
      );
      limits.leave(oneAccount);
      ready.unshift(...(ended?.next ?? []));
      continue;
    }
    const [head] = ready;
    if (!head) {
      nowMs = firstEndMs;
      continue;
    }
    const admission = limits.enter(oneAccount, nowMs, bounds);
    if (!admission.go) {
      const { delaySeconds } = admission;
      const freeMs =
        delaySeconds === null ? Infinity : nowMs + Math.max(delaySeconds * 1000, leastStepMs);
      nowMs = Math.min(freeMs, firstEndMs);
      if (nowMs === Infinity) throw new Error(`The limit "${admission.limit}" never lets go.`);
      continue;
    }
    ready.shift();
    const endMs = nowMs + head.call.tookMs;
    running.push({ endMs, next: step(head.rest) });
    lastEndMs = Math.max(lastEndMs, endMs);
  }
  return lastEndMs;
}

/** A prompt's next call, and those that follow if it fails. */
type Waiting = { call: LetIn; rest: Iterator<LetIn> };

function step(rest: Iterator<LetIn>): Waiting[] {
  const next = rest.next();
  return next.done ? [] : [{ call: next.value, rest }];
}
