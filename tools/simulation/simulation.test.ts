import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { explore, type Explored } from "./explore.ts";
import { plantedBugs } from "./planted-bugs.ts";

/** How many the command runs unless told otherwise: a planted bug takes a few to some five thousand, now and then twenty. */
const enough = 100_000;
const minutes = 60_000;

/** The failure as what to read and to type, null when there is none. */
function story({ failure }: Explored): string | null {
  if (!failure) return null;
  const { seed, path, violations, schedule } = failure;
  return `${violations.join("\n")}\n${JSON.stringify(schedule)}\nnpm run simulate -- --seed ${seed} --path ${path}`;
}

test(
  "I1, I2, I3, I4, I5, I8, I9, F7, F10, D3: whatever crashes, sleeps, is lost or refused, every promise is kept",
  { timeout: 4 * minutes },
  async () => {
    const seed = randomInt(2 ** 31);
    console.log(`Seed ${seed}.`);
    expect(story(await explore({ schedules: 10_000, seed }))).toBeNull();
  },
);

test(
  "The schedules that once found something keep every promise",
  { timeout: 4 * minutes },
  async () => {
    for (const seed of [1, 7, 3])
      expect(story(await explore({ schedules: 2000, seed }))).toBeNull();
  },
);

test("A schedule gives the same run each time, so that a failure can be run again", async () => {
  const bug = plantedBugs["no recovery: what the dead left stays"];
  const first = await explore({ schedules: enough, seed: 1, plant: bug });
  expect(first.failure).not.toBeNull();
  const { seed = 0, path, schedule } = first.failure ?? {};
  const again = await explore({ schedules: 1, seed, path, plant: bug });
  expect(again.failure?.schedule).toEqual(schedule);
  expect(again.failure?.violations).toEqual(first.failure?.violations);
});

describe("A planted bug is found", () => {
  test.for(Object.entries(plantedBugs))("%s", { timeout: 4 * minutes }, async ([, plant]) => {
    const seed = randomInt(2 ** 31);
    const { failure, runs } = await explore({ schedules: enough, seed, plant });
    expect(failure, `Seed ${seed} does not find it in ${enough} schedules.`).not.toBeNull();
    expect(runs).toBeGreaterThan(0);
  });
});
