import { expect, test } from "vitest";
import { createRatingQueue, type RatingChange } from "./rating-queue.ts";

const none = () => ({ stars: 0, isRejected: false });

test("ratings of a moment go in one bunch, the last word on each picture holds, and they are seen at once", async () => {
  const bunches: ReadonlyMap<number, RatingChange>[] = [];
  const queue = createRatingQueue({
    send: async (changes) => void bunches.push(changes),
    arrived: () => undefined,
  });
  queue.rate([3, 4], { stars: 2, isRejected: false }, none);
  queue.rate([4], { stars: 5, isRejected: false }, none);
  queue.rate([4], { isRejected: true }, none);
  expect(queue.store.get().marks.get(4)).toEqual({ stars: 5, isRejected: true });
  await expect.poll(() => queue.store.get().marks.size).toBe(0);
  expect(bunches.map((bunch) => Object.fromEntries(bunch))).toEqual([
    { 3: { stars: 2, isRejected: false }, 4: { stars: 5, isRejected: true } },
  ]);
});

test("what the server refuses is taken back and told, what was rated meanwhile stays", async () => {
  let refuse: (cause: Error) => void = () => undefined;
  const sent: number[][] = [];
  const queue = createRatingQueue({
    send: (changes) => {
      sent.push([...changes.keys()]);
      return sent.length > 1
        ? Promise.resolve()
        : new Promise((_, reject) => {
            refuse = reject;
          });
    },
    arrived: () => undefined,
  });
  queue.rate([1, 2], { stars: 4 }, none);
  queue.flush();
  queue.rate([2], { stars: 1 }, none);
  refuse(new Error("no"));
  await expect.poll(() => queue.store.get().refused).not.toBeNull();
  expect(queue.store.get().marks.has(1)).toBe(false);
  expect([...(queue.store.get().refused?.changes.keys() ?? [])]).toEqual([1, 2]);
  await expect.poll(() => [sent.length, queue.store.get().marks.size]).toEqual([2, 0]);
  expect(sent[1]).toEqual([2]);
});

test("no more are sent at once than may be", async () => {
  const sizes: number[] = [];
  const queue = createRatingQueue({
    send: async (changes) => void sizes.push(changes.size),
    arrived: () => undefined,
  });
  queue.rate(
    Array.from({ length: 210 }, (_, slot) => slot),
    { isRejected: true },
    none,
  );
  queue.flush();
  await expect.poll(() => queue.store.get().marks.size).toBe(0);
  expect(sizes).toEqual([50, 50, 50, 50, 10]);
});

test("of several bunches that are refused every picture is told, to be rated again", async () => {
  let sent = 0;
  const queue = createRatingQueue({
    send: () => {
      sent += 1;
      return sent === 2 ? Promise.resolve() : Promise.reject(new Error(`no ${sent}`));
    },
    arrived: () => undefined,
  });
  queue.rate(
    Array.from({ length: 120 }, (_, slot) => slot),
    { stars: 3 },
    none,
  );
  queue.flush();
  await expect.poll(() => queue.store.get().marks.size).toBe(0);
  const { refused } = queue.store.get();
  const slots = [...(refused?.changes.keys() ?? [])];
  expect(slots).toHaveLength(70);
  expect(slots.some((slot) => slot >= 50 && slot < 100)).toBe(false);
});

test("after too many requests in a minute a bunch waits and goes again, with what was said meanwhile", async () => {
  const sent: ReadonlyMap<number, RatingChange>[] = [];
  let over: (cause: Error) => void = () => undefined;
  const queue = createRatingQueue({
    send: (changes) => {
      sent.push(new Map(changes));
      return sent.length > 1
        ? Promise.resolve()
        : new Promise((_, reject) => {
            over = reject;
          });
    },
    arrived: () => undefined,
    mayPass: (cause) => cause instanceof Error && cause.message === "too many",
    restMs: 1,
  });
  queue.rate([1, 2], { stars: 4 }, none);
  queue.flush();
  queue.rate([2, 3], { isRejected: true }, none);
  over(new Error("too many"));
  await expect.poll(() => queue.store.get().marks.size).toBe(0);
  expect(queue.store.get().refused).toBeNull();
  expect(sent.slice(1).map((bunch) => Object.fromEntries(bunch))).toEqual([
    { 1: { stars: 4 }, 2: { stars: 4, isRejected: true }, 3: { isRejected: true } },
  ]);
});
