import { startsNow } from "../allowance.ts";
import { Pace, type PaceNews } from "../pace.ts";
import type { Limiter } from "./limiters.ts";

/** A batch against a provider, in a time of its own. */
export type Track = {
  calls: number;
  limiter: () => Limiter;
  /** Calls that our side can have in flight at most. */
  ceiling?: number;
  medianMs?: number;
  /** How far latencies spread: the sigma of a lognormal. */
  spread?: number;
  /** Shares of the calls let in that break (503), and of all that are refused without a word. */
  breaking?: number;
  blind?: number;
  /** How long a refusal takes to arrive. */
  refusalMs?: number;
};

/** How a race ended: the whole batch's time over that of an oracle who knows the limits, and the share of refused calls. */
export type Finish = { ratio: number; refused: number; mostInFlight: number; tookMs: number };

const usualRefusalMs = 300;
const mostEvents = 2_000_000;
const longestBackoffMs = 20_000;
/** How often the dispatcher looks although nothing tells it to. */
const idleMs = 250;

type Prompt = { index: number; notBeforeMs: number; refusals: number; failures: number };

/** Draws a batch at the pace that is found out on the way. */
export function race(track: Track, seed: number, pace = new Pace(unknown)): Finish {
  const { calls, ceiling = 1000, breaking = 0.02, blind = 0, refusalMs = usualRefusalMs } = track;
  const random = randomFrom(seed);
  const latenciesMs = latenciesOf(track, random);
  const limiter = track.limiter();
  const waiting: Prompt[] = Array.from({ length: calls }, (_, index) => ({
    index,
    notBeforeMs: 0,
    refusals: 0,
    failures: 0,
  }));
  const coming: { atMs: number; run: () => void }[] = [];
  let [nowMs, inFlight, done, asked, accepted, refused, broken, most] = [0, 0, 0, 0, 0, 0, 0, 0];

  const comes = (inMs: number, run: () => void) => {
    const atMs = nowMs + inMs;
    let index = coming.length;
    while (index > 0 && coming[index - 1]!.atMs <= atMs) index -= 1;
    coming.splice(index, 0, { atMs, run });
  };
  const hear = (news: PaceNews) => pace.heard({ news, inFlight, nowMs });
  const again = (prompt: Prompt, waitMs: number) => {
    prompt.notBeforeMs = nowMs + waitMs;
    waiting.push(prompt);
    waiting.sort((one, other) => one.index - other.index);
  };
  const backoffMs = (nth: number) => random() * Math.min(longestBackoffMs, 1000 * 2 ** (nth - 1));

  function start(prompt: Prompt): string {
    const callId = String((asked += 1));
    inFlight += 1;
    most = Math.max(most, inFlight);
    const isBlind = random() < blind;
    const answer = isBlind ? { waitMs: null } : limiter.ask(nowMs);
    if (answer !== "accepted") {
      refused += 1;
      comes(refusalMs, () => {
        inFlight -= 1;
        const { waitMs } = answer;
        if (waitMs === null) {
          again(prompt, backoffMs((prompt.refusals += 1)));
          hear({ is: "overloaded", callId });
        } else {
          again(prompt, 0);
          hear({ is: "limited", callId, waitMs, perMinute: limiter.perMinute });
        }
      });
    } else if (random() < breaking) {
      broken += 1;
      comes(refusalMs, () => {
        inFlight -= 1;
        limiter.ended();
        again(prompt, backoffMs((prompt.failures += 1)));
        hear({ is: "failed", callId });
      });
    } else
      comes(latenciesMs[(accepted += 1) - 1] ?? 0, () => {
        inFlight -= 1;
        limiter.ended();
        done += 1;
        hear({ is: "answered", callId });
      });
    return callId;
  }

  /** Starts what may start; when it is worth looking again although nothing comes back. */
  function look(): number {
    for (;;) {
      const allowance = pace.allowance({ ceiling, nowMs });
      const ready = waiting.filter(({ notBeforeMs }) => notBeforeMs <= nowMs);
      if (ready.length === 0) return Math.min(...waiting.map((one) => one.notBeforeMs));
      const starting = ready.slice(0, startsNow(allowance, inFlight));
      const opensAtMs = pace.opensAtMs(nowMs);
      if (starting.length === 0) return opensAtMs > nowMs ? opensAtMs : nowMs + idleMs;
      for (const prompt of starting) waiting.splice(waiting.indexOf(prompt), 1);
      pace.started({ callIds: starting.map(start), nowMs });
    }
  }

  for (let events = 0; done < calls; events += 1) {
    if (events > mostEvents)
      throw new Error(`Only ${done} of ${calls} are done after ${nowMs} ms.`);
    const lookAtMs = look();
    nowMs = Math.min(coming.at(-1)?.atMs ?? Infinity, Math.max(lookAtMs, nowMs + 0.01));
    while ((coming.at(-1)?.atMs ?? Infinity) <= nowMs) coming.pop()?.run();
  }
  const oracleMs = bestMs(track, latenciesMs.slice(0, calls), broken);
  return { ratio: nowMs / oracleMs, refused: refused / asked, mostInFlight: most, tookMs: nowMs };
}

const unknown = { found: null, gateMs: 0, nowMs: 0 };

/** The time of whoever knows the limits: each call starts as soon as the provider lets it in. What breaks costs all the same. */
function bestMs(track: Track, latenciesMs: readonly number[], broken: number): number {
  const limiter = track.limiter();
  const { refusalMs = usualRefusalMs } = track;
  const halfway = Math.max(0, latenciesMs.length - broken);
  const all = [
    ...latenciesMs.slice(0, halfway),
    ...Array.from({ length: broken }, () => refusalMs),
    ...latenciesMs.slice(halfway),
  ];
  const ends: number[] = [];
  let [nowMs, lastMs] = [0, 0];
  for (const latencyMs of all) {
    const leaves = () => {
      nowMs = Math.max(nowMs, ends.shift() ?? nowMs);
      limiter.ended();
    };
    while (ends.length > 0 && (ends[0]! <= nowMs || ends.length >= (track.ceiling ?? 1000)))
      leaves();
    for (let opens = limiter.opensAtMs(nowMs); opens !== nowMs; opens = limiter.opensAtMs(nowMs))
      if (opens === null) leaves();
      else nowMs = opens;
    limiter.ask(nowMs);
    const endsMs = nowMs + latencyMs;
    let index = ends.length;
    while (index > 0 && ends[index - 1]! > endsMs) index -= 1;
    ends.splice(index, 0, endsMs);
    lastMs = Math.max(lastMs, endsMs);
  }
  return lastMs;
}

function latenciesOf({ calls, medianMs = 8000, spread = 0.35 }: Track, random: () => number) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: calls }, () => medianMs * Math.exp(spread * normal()));
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
