import { afterAll, beforeAll, expect, test } from "vitest";
import { installLightAbort } from "./light-abort.ts";
import type { Batch } from "./schedule.ts";
import { World } from "./world.ts";

let restore: () => void;
beforeAll(() => {
  restore = installLightAbort();
});
afterAll(() => restore());

const callMs = 1500;
const plain: Batch = {
  user: 0,
  account: 0,
  results: 300,
  capCalls: 0,
  redrawFiltered: false,
  onDoubt: "repay",
};

/** How long after it was handed in behind a big batch a small one has its first picture. */
async function waitOf(small: Batch, workers: { machine: number; slots: number }[]) {
  const world = new World(
    {
      seed: 1,
      workers,
      batches: [plain],
      outcomes: [],
      usualMs: callMs,
      strikes: [],
      mendAfterMs: 0,
    },
    (acts) => acts,
  );
  const { time, database } = world;
  const atLeast = (count: number, of: number) => () =>
    (database.executions[of]?.results ?? []).filter(({ status }) => status === "completed")
      .length >= count;
  const bound = { untilMs: 600_000, mostSteps: 200_000 };
  expect(await time.pass({ ...bound, isOver: atLeast(40, 0) })).toBe("over");
  // Right after new calls have begun: the worst moment to come.
  expect(await time.pass({ ...bound, untilMs: time.nowMs + 400, isOver: () => false })).toBe(
    "too_long",
  );
  const sinceMs = time.nowMs;
  world.submit(small);
  expect(await time.pass({ ...bound, isOver: atLeast(1, 1) })).toBe("over");
  expect(world.watch.violations).toEqual([]);
  return time.nowMs - sinceMs;
}

test("D1: a batch of 3 behind a big one of another user has its first picture within two call times", async () => {
  for (const account of [0, 1])
    expect(
      await waitOf({ ...plain, user: 1, account, results: 3 }, [{ machine: 0, slots: 8 }]),
    ).toBeLessThanOrEqual(2 * callMs);
});

test("D1: and so has one behind a big one of the same user, over two workers", async () => {
  const workers = [
    { machine: 0, slots: 4 },
    { machine: 1, slots: 4 },
  ];
  expect(await waitOf({ ...plain, results: 3 }, workers)).toBeLessThanOrEqual(2 * callMs);
});
