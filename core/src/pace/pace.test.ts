import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startsNow } from "./allowance.ts";
import { Pace, type PaceNews } from "./pace.ts";

const ceiling = 20;
const known = { limit: 6, slowStart: false, perSecond: null };

/** Calls as the dispatcher makes them: as many as may start, each under a number of its own. */
class Caller {
  readonly pace: Pace;
  nowMs = 0;
  /** Calls in flight, oldest first. */
  flying: string[] = [];
  readonly starts: number[] = [];

  constructor(found: ConstructorParameters<typeof Pace>[0]["found"] = null, gateMs = 0) {
    this.pace = new Pace({ found, gateMs, nowMs: 0 });
  }

  get mayStart(): number {
    return startsNow(this.pace.allowance({ ceiling, nowMs: this.nowMs }), this.flying.length);
  }

  /** Starts what may start, at most so many. */
  start(atMost = Infinity): number {
    const callIds = Array.from(
      { length: Math.min(atMost, this.mayStart) },
      (_, index) => `${this.starts.length + index}`,
    );
    this.flying.push(...callIds);
    for (const _ of callIds) this.starts.push(this.nowMs);
    this.pace.started({ callIds, nowMs: this.nowMs });
    return callIds.length;
  }

  /** A call ends with this news, the oldest if none is named. */
  hear(news: Told, callId = this.flying[0] ?? "none"): void {
    const { nowMs } = this;
    this.flying = this.flying.filter((one) => one !== callId);
    this.pace.heard({ news: { ...news, callId }, inFlight: this.flying.length, nowMs });
  }

  /** Time passes in small steps, and whatever may start does. */
  passStarting(ms: number, end: () => void = () => {}): void {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; this.nowMs += 10) {
      this.start();
      end();
    }
  }
}
type Told = PaceNews extends infer News
  ? News extends PaceNews
    ? Omit<News, "callId">
    : never
  : never;
type Limited = Omit<Extract<PaceNews, { is: "limited" }>, "callId">;

const limited = (waitMs: number, perMinute: number | null = null): Limited => ({
  is: "limited",
  waitMs,
  perMinute,
});

const waits = fc.constantFrom(100, 900, 4000, 12_000, 40_000);
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ pass: fc.constantFrom(10, 60, 400, 1100, 5000) }) },
    { weight: 4, arbitrary: fc.record({ start: fc.integer({ min: 1, max: 12 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        hear: fc.oneof(
          fc.record({
            is: fc.constantFrom("overloaded" as const, "failed" as const, "answered" as const),
          }),
          fc.record({
            is: fc.constant("limited" as const),
            waitMs: waits,
            perMinute: fc.constantFrom(null, 1, 60),
          }),
        ),
      }),
    },
  ),
  { maxLength: 60 },
);

type Step = { pass: number } | { start: number } | { hear: Told };

/** Walks through the steps and looks after each. */
function walk(
  walked: readonly Step[],
  look: (caller: Caller, step: Step, started: number) => void,
): void {
  const caller = new Caller();
  for (const step of walked) {
    let started = 0;
    if ("pass" in step) caller.nowMs += step.pass;
    else if ("start" in step) started = caller.start(step.start);
    else caller.hear(step.hear);
    look(caller, step, started);
  }
}

describe("Whatever happens", () => {
  test("T1: nothing starts before the time is over that a refusal named", () => {
    fc.assert(
      fc.property(steps, (walked) => {
        let closedUntilMs = -Infinity;
        walk(walked, (caller, step, started) => {
          if ("hear" in step && step.hear.is === "limited")
            closedUntilMs = Math.max(closedUntilMs, caller.nowMs + step.hear.waitMs);
          if (caller.nowMs < closedUntilMs) expect([started, caller.mayStart]).toEqual([0, 0]);
        });
      }),
    );
  });

  test("T5: no more is in flight than our own side can have, and it is never stuck at none for longer than a minute", () => {
    fc.assert(
      fc.property(steps, (walked) => {
        walk(walked, ({ pace, nowMs }) => {
          // What is kept goes a little beyond it, as our side's may be small for a moment.
          expect(pace.findings.limit).toBeLessThanOrEqual(2 * ceiling + 1);
          expect(pace.allowance({ ceiling, nowMs }).inFlight).toBeLessThanOrEqual(ceiling);
          expect(pace.opensAtMs(nowMs)).toBeLessThanOrEqual(nowMs + 60_000);
          expect(pace.findings.perSecond ?? 1).toBeGreaterThanOrEqual(1 / 60);
        });
      }),
    );
  });

  test("T11: the next process goes on from what was found", () => {
    fc.assert(
      fc.property(steps, (walked) => {
        walk(walked, ({ pace, nowMs }) => {
          const next = new Pace({ found: pace.findings, gateMs: 0, nowMs });
          expect(next.findings).toEqual(pace.findings);
        });
      }),
    );
  });

  test("T2: after a burst of ten, starts are 50 ms apart", () => {
    fc.assert(
      fc.property(steps, (walked) => {
        let lastMs = -Infinity;
        walk(walked, (caller, _, started) => {
          if (started === 0) return;
          if (caller.flying.length > 10) {
            expect(started).toBe(1);
            expect(caller.nowMs - lastMs).toBeGreaterThanOrEqual(50);
          }
          lastMs = caller.nowMs;
        });
      }),
    );
  });
});

test("T1: the gate that was open at a restart stays closed for the rest of its time", () => {
  const caller = new Caller(known, 3000);
  caller.nowMs = 2999;
  expect(caller.mayStart).toBe(0);
  caller.nowMs = 3000;
  expect(caller.mayStart).toBeGreaterThan(0);
});

test("T3: a call that was not refused for a second is accepted, and each opens one more at first, then less", () => {
  const caller = new Caller();
  expect(caller.start()).toBe(10);
  caller.nowMs = 999;
  expect(caller.pace.allowance({ ceiling, nowMs: 999 }).inFlight).toBe(10);
  expect(caller.pace.allowance({ ceiling, nowMs: 1000 }).inFlight).toBe(20);
  const slow = new Caller(known);
  slow.start();
  slow.passStarting(1000);
  slow.pace.allowance({ ceiling, nowMs: slow.nowMs });
  const { limit } = slow.pace.findings;
  expect(limit).toBeGreaterThan(6);
  expect(limit).toBeLessThanOrEqual(6 + 6 * (0.5 / 6));
});

test("T9: a lone refusal without a hint, or two, changes nothing; the third among six calls halves", () => {
  const caller = new Caller({ limit: 16, slowStart: true, perSecond: null });
  caller.start(4);
  for (const _ of [1, 2]) {
    caller.hear({ is: "overloaded" });
    expect(caller.pace.findings).toEqual({ limit: 16, slowStart: true, perSecond: null });
  }
  caller.hear({ is: "overloaded" });
  expect(caller.pace.findings).toEqual({ limit: 8, slowStart: false, perSecond: null });
});

test("T9: one refusal among three calls changes nothing, as more calls than three refusals are looked at", () => {
  const caller = new Caller({ limit: 16, slowStart: false, perSecond: null });
  for (let refusal = 0; refusal < 4; refusal += 1) {
    caller.start(3);
    caller.hear({ is: "overloaded" }, caller.flying.at(-1));
    caller.nowMs += 1000;
    caller.pace.allowance({ ceiling, nowMs: caller.nowMs });
  }
  expect(caller.pace.findings.limit).toBeGreaterThanOrEqual(16);
});

test("T9: a halving never goes below what is in flight, and comes once a second at most", () => {
  const caller = new Caller({ limit: 20, slowStart: true, perSecond: null });
  caller.passStarting(1000);
  expect(caller.flying).toHaveLength(20);
  for (const _ of [1, 2, 3, 4, 5, 6]) caller.hear({ is: "overloaded" });
  expect(caller.pace.findings.limit).toBe(17);
  caller.nowMs += 1000;
  caller.hear({ is: "overloaded" });
  expect(caller.pace.findings.limit).toBe(13);
});

test("T10: ten failures in a row are an outage: it waits, then lets one call through; a failure of that one waits twice as long, up to a minute", () => {
  const caller = new Caller({ limit: 20, slowStart: false, perSecond: null });
  caller.passStarting(600);
  for (let failure = 0; failure < 10; failure += 1) caller.hear({ is: "failed" });
  expect(caller.pace.outageUntilMs).toBe(caller.nowMs + 5000);
  caller.flying = [];
  for (const waitMs of [5000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
    caller.nowMs += waitMs - 1;
    expect(caller.start()).toBe(0);
    caller.nowMs += 1;
    expect(caller.start()).toBe(1);
    caller.nowMs += 100;
    expect(caller.start()).toBe(0);
    caller.nowMs -= 100;
    caller.hear({ is: "failed" });
  }
  caller.nowMs += 60_000;
  expect(caller.start()).toBe(1);
  caller.hear({ is: "answered" });
  expect([caller.pace.isFailing, caller.pace.outageUntilMs]).toEqual([false, null]);
  caller.nowMs += 50;
  expect(caller.pace.allowance({ ceiling, nowMs: caller.nowMs }).inFlight).toBeGreaterThan(1);
});

test("T6: what a short hint follows from is a rate, measured over what was accepted", () => {
  const caller = new Caller();
  const end = () => {
    // One call a second is accepted, each further one is refused for the rest of that second.
    const last = caller.starts.at(-1) ?? 0;
    const before = caller.starts.at(-2) ?? -Infinity;
    if (last === caller.nowMs && last - before < 1000) caller.hear(limited(1000 - (last - before)));
    if (caller.flying.length > 5) caller.hear({ is: "answered" });
  };
  caller.passStarting(60_000, end);
  const { perSecond } = caller.pace.findings;
  expect(perSecond).toBeGreaterThan(0.7);
  expect(perSecond).toBeLessThan(1.4);
});

test("T7: a limit for a minute that was told is kept to, but for a question each second whether it still holds", () => {
  const caller = new Caller(known);
  caller.start(1);
  caller.nowMs = 300;
  caller.hear(limited(20_000, 30));
  caller.nowMs = 20_300;
  const before = caller.starts.length;
  caller.passStarting(15_000, () => {
    const asked = caller.starts.length - 1;
    if (asked >= before + 30 && caller.flying.includes(`${asked}`))
      caller.hear(limited(100, 30), `${asked}`);
    else if (caller.flying.length > 3) caller.hear({ is: "answered" });
  });
  const within = caller.starts.slice(before, before + 30);
  expect(within.at(-1)! - within[0]!).toBeLessThan(3000);
  const questions = caller.starts.slice(before + 30);
  expect(questions.length).toBeGreaterThan(8);
  for (const [index, atMs] of questions.entries())
    if (index > 0) expect(atMs - questions[index - 1]!).toBeGreaterThanOrEqual(1000);
});

test("T7: it is forgotten when a call beyond it is accepted", () => {
  const caller = new Caller(known);
  caller.start(1);
  caller.nowMs = 300;
  caller.hear(limited(11_000, 5));
  caller.nowMs = 11_300;
  const answered = () => {
    if (caller.flying.length > 3) caller.hear({ is: "answered" });
  };
  caller.passStarting(4000, answered);
  const before = caller.starts.length;
  caller.passStarting(4000, answered);
  expect(caller.starts.length - before).toBeGreaterThan(20);
});
