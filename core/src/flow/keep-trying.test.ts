import { expect, test } from "vitest";
import type { Clock } from "../ports/clock.ts";
import { keepTrying, LeftEarly } from "./keep-trying.ts";

/** A clock on which waiting takes no time and is written down; `whileWaiting` is what happens meanwhile. */
function clockOf(whileWaiting: () => void = () => {}) {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonicMs: () => 0,
    random: () => 0,
    async wait({ ms, signal }) {
      if (signal.aborted) return;
      waits.push(ms);
      whileWaiting();
    },
  };
  return { clock, waits };
}

function patienceOf(clock: Clock, leave: AbortSignal) {
  const warnings: unknown[] = [];
  const log = {
    info: () => {},
    warn: (facts: Record<string, unknown>, sentence: string) => warnings.push({ facts, sentence }),
    error: () => {},
  };
  return { patience: { clock, log, leave, about: { attemptId: "a1" } }, warnings };
}

const never = new AbortController().signal;

test("F11: what succeeds at once waits for nothing and says nothing", async () => {
  const { clock, waits } = clockOf();
  const { patience, warnings } = patienceOf(clock, never);
  expect(await keepTrying(patience, "It failed.", async () => 42)).toBe(42);
  expect([waits, warnings]).toEqual([[], []]);
});

test("F11: a step is repeated until it succeeds, with waits that double up to ten seconds", async () => {
  const { clock, waits } = clockOf();
  const { patience, warnings } = patienceOf(clock, never);
  let tries = 0;
  const broken = new Error("no room");
  const value = await keepTrying(patience, "It failed.", async () => {
    tries += 1;
    if (tries <= 9) throw broken;
    return "stored";
  });
  expect(value).toBe("stored");
  expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  expect(warnings).toHaveLength(9);
  expect(warnings[0]).toEqual({ facts: { attemptId: "a1", err: broken }, sentence: "It failed." });
});

test("F11: who leaves while waiting tries once more, and then leaves with the last cause", async () => {
  const leaving = new AbortController();
  const { clock, waits } = clockOf(() => {
    if (waits.length === 3) leaving.abort();
  });
  const { patience } = patienceOf(clock, leaving.signal);
  let tries = 0;
  const left = keepTrying(patience, "It failed.", async () => {
    tries += 1;
    throw new Error(`no room, time ${tries}`);
  });
  await expect(left).rejects.toBeInstanceOf(LeftEarly);
  await expect(left).rejects.toMatchObject({ cause: { message: "no room, time 4" } });
  expect([tries, waits]).toEqual([4, [200, 400, 800]]);
});

test("F11: who is leaving already still tries once, as the step may succeed", async () => {
  const { clock, waits } = clockOf();
  const { patience } = patienceOf(clock, AbortSignal.abort());
  expect(await keepTrying(patience, "It failed.", async () => "stored")).toBe("stored");
  await expect(
    keepTrying(patience, "It failed.", () => Promise.reject(new Error("no room"))),
  ).rejects.toBeInstanceOf(LeftEarly);
  expect(waits).toEqual([]);
});
