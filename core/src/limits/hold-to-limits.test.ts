import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../problem.ts";
import { everybodysLimits, type PersonLimits } from "./everybodys-limits.ts";
import { holdToLimits, type LimitedWish } from "./hold-to-limits.ts";
import type { LimitUse } from "./limit-use.ts";
import { tooManyRequests } from "./over-limit.ts";

const unused: LimitUse = {
  executions: 0,
  pictures: 0,
  spentMicros: 0,
  mayCostMicros: 0,
  now: "2026-11-28T20:40:00.000Z",
  dayEndsAt: "2026-11-29T00:00:00.000Z",
  monthEndsAt: "2026-12-01T00:00:00.000Z",
};
const wish: LimitedWish = {
  executions: 1,
  pictures: 10,
  estimateMicros: 400_000,
  capMicros: null,
  spentMicros: 0,
  reachedMicros: null,
};
type Row = {
  limits: Partial<PersonLimits>;
  use?: Partial<LimitUse>;
  wish?: Partial<LimitedWish>;
};

function outcomeOf(row: Row): number | null | string {
  try {
    const limits = { ...everybodysLimits, ...row.limits };
    return holdToLimits(limits, { ...unused, ...row.use }, { ...wish, ...row.wish }).capMicros;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "over_limit") throw error;
    return error.details?.limit ?? "no limit was named";
  }
}

describe("L4: days", () => {
  test.each<[string, Row, ReturnType<typeof outcomeOf>]>([
    ["no limit", { limits: {}, use: { executions: 1e6, pictures: 1e6 } }, null],
    ["the last batch", { limits: { executionsADay: 3 }, use: { executions: 2 } }, null],
    ["one too many", { limits: { executionsADay: 3 }, use: { executions: 3 } }, "executions_a_day"],
    ["the last pictures", { limits: { picturesADay: 30 }, use: { pictures: 20 } }, null],
    [
      "one picture too many",
      { limits: { picturesADay: 30 }, use: { pictures: 21 } },
      "pictures_a_day",
    ],
    [
      "a resume on a used-up day",
      {
        limits: { executionsADay: 3, picturesADay: 30 },
        use: { executions: 9, pictures: 99 },
        wish: { executions: 0, pictures: 0 },
      },
      null,
    ],
  ])("%s", (_, row, outcome) => {
    expect(outcomeOf(row)).toBe(outcome);
  });
});

describe("L5: money", () => {
  const limits = { moneyAMonthMicros: 1_000_000 };
  /** A batch that has spent 0.90 of the 0.95 of this month, and rests at its cap. */
  const raised = ({ cap, from }: { cap: number; from: number }): Row => ({
    limits,
    use: { spentMicros: 950_000 },
    wish: {
      pictures: 0,
      estimateMicros: 40_000,
      spentMicros: 900_000,
      capMicros: cap,
      reachedMicros: from,
    },
  });
  test.each<[string, Row, ReturnType<typeof outcomeOf>]>([
    ["the cap becomes what is left", { limits, use: { spentMicros: 300_000 } }, 700_000],
    [
      "what others may still cost is not left",
      { limits, use: { mayCostMicros: 500_000 } },
      500_000,
    ],
    ["an estimate that just fits", { limits, use: { spentMicros: 600_000 } }, 400_000],
    ["an estimate that does not", { limits, use: { spentMicros: 600_001 } }, "money_a_month"],
    ["a lower cap stays", { limits, wish: { capMicros: 20_000 } }, 20_000],
    [
      "a cap below the estimate is what it may cost",
      { limits, use: { spentMicros: 900_000 }, wish: { capMicros: 100_000 } },
      100_000,
    ],
    [
      "a cap that went over what is left",
      { limits, use: { spentMicros: 950_000 }, wish: { capMicros: 100_000 } },
      "money_a_month",
    ],
    [
      "what is free passes even when all is spent",
      { limits, use: { spentMicros: 2_000_000 }, wish: { estimateMicros: 0 } },
      null,
    ],
    [
      "a resumed batch may spend what is left beside what it has spent",
      {
        limits,
        use: { spentMicros: 500_000 },
        wish: { executions: 0, pictures: 0, spentMicros: 500_000, capMicros: 5_000_000 },
      },
      1_000_000,
    ],
    [
      "a reached cap that cannot be raised",
      raised({ cap: 2_000_000, from: 950_000 }),
      "money_a_month",
    ],
    [
      "a reached cap that can, though not as far",
      raised({ cap: 2_000_000, from: 949_999 }),
      950_000,
    ],
    ["a reached cap that stays", raised({ cap: 950_000, from: 950_000 }), 950_000],
  ])("%s", (_, row, outcome) => {
    expect(outcomeOf(row)).toBe(outcome);
  });

  test("nothing passes that, at its cap, would be over the month's limit", () => {
    const micros = fc.integer({ min: 0, max: 3_000_000 });
    fc.assert(
      fc.property(micros, micros, micros, fc.option(micros), (spent, may, estimate, cap) => {
        const use = { spentMicros: spent, mayCostMicros: may };
        const asked = { estimateMicros: estimate + 1, capMicros: cap === null ? null : cap + 1 };
        const outcome = outcomeOf({ limits, use, wish: asked });
        if (typeof outcome === "number")
          expect(spent + may + outcome).toBeLessThanOrEqual(limits.moneyAMonthMicros);
        else expect(outcome).toBe("money_a_month");
      }),
    );
  });
});

function problemOf(row: Row): Problem {
  try {
    const limits = { ...everybodysLimits, ...row.limits };
    holdToLimits(limits, { ...unused, ...row.use }, { ...wish, ...row.wish });
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error("Nothing was refused.");
}

test("L6: each refusal says what the limit is, what is left, when it begins anew and whom to ask", () => {
  const refused = [
    problemOf({ limits: { executionsADay: 3 }, use: { executions: 3 } }),
    problemOf({ limits: { picturesADay: 30 }, use: { pictures: 25 } }),
    problemOf({ limits: { picturesADay: 5 } }),
    problemOf({
      limits: { moneyAMonthMicros: 1_000_000 },
      use: { spentMicros: 500_000, mayCostMicros: 250_000 },
    }),
    problemOf({ limits: { moneyAMonthMicros: 100_000 } }),
    tooManyRequests(600, 12_300),
  ];
  expect(refused.map(({ message }) => message)).toEqual([
    "You may start 3 batches a day, and have started 3 today. You can start the next one from 2026-11-29 00:00 UTC on. If you need more, ask an admin of this server.",
    "This asks for 10 pictures, but of your 30 a day only 5 are left. Ask for at most 5 now, or wait until 2026-11-29 00:00 UTC, when the day begins anew. If you need more, ask an admin of this server.",
    "This asks for 10 pictures, but of your 5 a day only 5 are left. Ask for at most 5 a day. If you need more, ask an admin of this server.",
    "This may cost $0.40, but of your $1.00 a month only $0.25 is left: $0.50 is spent, and batches that are not over may still cost $0.25. Cancel what you no longer need of them, ask for less, or wait until 2026-12-01 00:00 UTC, when the month begins anew. If you need more, ask an admin of this server.",
    "This may cost $0.40, but of your $0.10 a month only $0.10 is left: $0.00 is spent. Ask for less, or wait until 2026-12-01 00:00 UTC, when the month begins anew. If you need more, ask an admin of this server.",
    "You may send 600 requests a minute, over all your pages and tokens together. Wait 13 seconds, then go on. If you need more, ask an admin of this server.",
  ]);
  const day = 3 * 3600 + 20 * 60;
  const month = 2 * 86_400 + day;
  expect(refused.map(({ retryAfterSeconds }) => retryAfterSeconds)).toEqual([
    day,
    day,
    day,
    month,
    month,
    13,
  ]);
});
