import { describe, expect, test } from "vitest";
import { atOnce, bucket, slidingMinute } from "./testing/limiters.ts";
import { type Finish, race, type Track } from "./testing/race.ts";

const seeds = Array.from({ length: 9 }, (_, index) => index + 1);
/** What the whole of a batch may take beside whoever knows the limits, and how many of its calls may be refused. */
const most = { ratio: 1.03, refused: 0.25 };

function run(track: Track): Finish[] {
  return seeds.map((seed) => race(track, seed));
}

function median(finishes: readonly Finish[], of: "ratio" | "refused"): number {
  const figures = finishes.map((finish) => finish[of]).toSorted((one, other) => one - other);
  return figures[Math.floor(figures.length / 2)] ?? Infinity;
}

describe("T12: nearly as fast as whoever knows the limits, without being told, and a quarter refused at most", () => {
  const tracks: Record<string, Track> = {
    "60 a minute, counted over a sliding minute": {
      calls: 200,
      limiter: () => slidingMinute(60),
    },
    "60 a minute, and the refusals do not say so": {
      calls: 200,
      limiter: () => slidingMinute(60, false),
    },
    "1 a second, 10 at the start": {
      calls: 200,
      limiter: () => bucket([{ fromMs: 0, perSecond: 1 }], 10),
    },
    "1 a second, 10 at the start, and the refusals do not say so": {
      calls: 200,
      limiter: () => bucket([{ fromMs: 0, perSecond: 1 }], 10, false),
    },
    "8 at once, without a word": { calls: 200, limiter: () => atOnce(8) },
    "2 a second, falling to one in 2 seconds": {
      calls: 150,
      limiter: () =>
        bucket(
          [
            { fromMs: 0, perSecond: 2 },
            { fromMs: 60_000, perSecond: 0.5 },
          ],
          10,
        ),
    },
    "500 a minute, 8 a second": {
      calls: 1000,
      limiter: () => bucket([{ fromMs: 0, perSecond: 500 / 60 }], 10),
    },
    "500 a minute, counted over a sliding minute": {
      calls: 1000,
      limiter: () => slidingMinute(500),
    },
  };
  test.for(Object.entries(tracks))("%s", ([, track]) => {
    const finishes = run(track);
    expect(median(finishes, "ratio")).toBeLessThanOrEqual(most.ratio);
    expect(median(finishes, "refused")).toBeLessThanOrEqual(most.refused);
  });
});

test("T9: 10 slots, a tenth refused without a word and a twentieth broken: within 1.2 times the time", () => {
  const finishes = run({
    calls: 100,
    limiter: () => atOnce(1000),
    ceiling: 10,
    medianMs: 2500,
    spread: 0.12,
    breaking: 0.05,
    blind: 0.1,
  });
  expect(median(finishes, "ratio")).toBeLessThanOrEqual(1.2);
});

test("T3: where refusals take long, what was taken for accepted is taken back, and they are waited for", () => {
  const slow = run({ calls: 160, limiter: () => atOnce(8), refusalMs: 1500 });
  expect(median(slow, "ratio")).toBeLessThanOrEqual(1.03);
  for (const { refused } of slow) expect(refused).toBeLessThanOrEqual(0.35);
});

test("T5: never more in flight than our own side can have", () => {
  for (const ceiling of [1, 3, 12]) {
    const [finish] = run({ calls: 100, limiter: () => slidingMinute(500), ceiling });
    expect(finish?.mostInFlight).toBe(ceiling);
  }
});

test("T4: without any limit every call is in flight within seconds", () => {
  const [finish] = run({ calls: 100, limiter: () => atOnce(1000), breaking: 0 });
  expect(finish?.mostInFlight).toBeGreaterThan(60);
  expect(finish?.refused).toBe(0);
});
