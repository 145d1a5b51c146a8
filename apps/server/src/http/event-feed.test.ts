import { setTimeout as wait } from "node:timers/promises";
import type { Bell } from "@bunch/core/ports/bell";
import type { Log } from "@bunch/core/ports/log";
import { expect, test } from "vitest";
import { createEventFeed } from "./event-feed.ts";

/** A bell that rings every `everyMs`. */
const tickingBell = (everyMs: number): Bell => ({
  ring: () => {},
  wait: async () => {
    await wait(everyMs);
    return false;
  },
});

/** A bell of the test's own: it tells how many wait, and rings for them. */
function ownBell(): Bell & { waiting: () => number } {
  const waiting = new Set<(rang: boolean) => void>();
  return {
    waiting: () => waiting.size,
    ring: () => {
      for (const goOn of waiting) goOn(true);
      waiting.clear();
    },
    wait: () => new Promise((resolve) => waiting.add(resolve)),
  };
}

function startFeed(bell: Bell = tickingBell(2)) {
  const last = new Map<string, number>();
  const questions: string[][] = [];
  const warnings: string[] = [];
  const state = { isOut: false, whileAsked: async () => {} };
  const closing = new AbortController();
  const log: Log = {
    info: () => {},
    warn: (_facts, sentence) => void warnings.push(sentence),
    error: () => {},
  };
  const feed = createEventFeed({
    sequences: {
      lastSequences: async ({ executionIds }) => {
        if (state.isOut) throw new Error("no database");
        questions.push([...executionIds]);
        const answer = new Map(last);
        await state.whileAsked();
        return answer;
      },
    },
    bell,
    log,
    closing: closing.signal,
  });
  return { feed, last, questions, warnings, state, closing };
}
const forever = { atMostMs: 20_000, signal: AbortSignal.timeout(20_000) };

test("hundreds of watchers are one question at a time, each execution named once; none is asked once they have left", async () => {
  const { feed, last, questions } = startFeed();
  last.set("a", 3).set("b", 7);
  const waiting = Array.from({ length: 300 }, (_, index) =>
    feed.waitForMore({
      executionId: index % 2 ? "a" : "b",
      after: index % 2 ? 3 : 7,
      ...forever,
    }),
  );
  while (questions.length < 5) await wait(1);
  expect(questions.at(-1)?.toSorted()).toEqual(["a", "b"]);
  last.set("a", 4).set("b", 8);
  await Promise.all(waiting);
  const asked = questions.length;
  expect(asked).toBeLessThan(100);
  // The next watcher of anything sees the poller alive again: it had slept, not died.
  last.set("c", 1);
  await feed.waitForMore({ executionId: "c", after: 0, ...forever });
  expect(questions.slice(asked).every((ids) => ids.join() === "c")).toBe(true);
});

test("only those wake whose execution has grown", async () => {
  const { feed, last } = startFeed();
  last.set("a", 1).set("b", 1);
  const woken: string[] = [];
  const left = new AbortController();
  const a = feed
    .waitForMore({ executionId: "a", after: 1, atMostMs: 20_000, signal: left.signal })
    .then(() => woken.push("a"));
  const b = feed
    .waitForMore({ executionId: "b", after: 1, ...forever })
    .then(() => woken.push("b"));
  last.set("b", 2);
  await b;
  expect(woken).toEqual(["b"]);
  left.abort();
  await a;
});

test.each([
  { watchers: 2, asked: 2 },
  // Asking for one alone costs as much as letting it read.
  { watchers: 1, asked: 1 },
])(
  "what is written while it asks for $watchers is not left until the next look by the clock",
  async ({ watchers, asked }) => {
    const bell = ownBell();
    const { feed, last, questions, state } = startFeed(bell);
    last.set("a", 0);
    state.whileAsked = async () => {
      if (questions.length > 1) return;
      last.set("a", 1);
      bell.ring();
    };
    const waiting = Array.from({ length: watchers }, () =>
      feed.waitForMore({ executionId: "a", after: 0, ...forever }),
    );
    await Promise.all(waiting);
    expect(questions).toHaveLength(asked);
  },
);

test("what another watcher's look has found meanwhile is not waited for", async () => {
  const bell = ownBell();
  const { feed, last, questions } = startFeed(bell);
  last.set("a", 5);
  const other = new AbortController();
  const waiting = feed.waitForMore({
    executionId: "a",
    after: 5,
    atMostMs: 20_000,
    signal: other.signal,
  });
  while (bell.waiting() === 0 || questions.length === 0) await wait(1);
  const late = AbortSignal.timeout(5000);
  await feed.waitForMore({ executionId: "a", after: 4, atMostMs: 20_000, signal: late });
  expect(late.aborted).toBe(false);
  expect(questions).toHaveLength(1);
  other.abort();
  await waiting;
});

test("an outage is told once and waited out", async () => {
  const { feed, last, warnings, state } = startFeed();
  state.isOut = true;
  const waiting = feed.waitForMore({ executionId: "a", after: 0, ...forever });
  while (warnings.length === 0) await wait(1);
  await wait(20);
  expect(warnings).toHaveLength(1);
  state.isOut = false;
  last.set("a", 1);
  await waiting;
});

test("waiting ends with its time, its signal, and at once for a signal that has aborted", async () => {
  const { feed } = startFeed();
  const which = { executionId: "a", after: 0 };
  await feed.waitForMore({ ...which, atMostMs: 5, signal: forever.signal });
  await feed.waitForMore({ ...which, atMostMs: 20_000, signal: AbortSignal.timeout(5) });
  await feed.waitForMore({ ...which, atMostMs: 20_000, signal: AbortSignal.abort() });
});
