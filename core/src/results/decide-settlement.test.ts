import { doubtPolicies } from "@bunch/contracts/doubt";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AttemptOutcome, attemptOutcomes, counts } from "./attempt-outcome.ts";
import { decideSettlement, type Ending, type Settlement } from "./decide-settlement.ts";
import { defaultRetryPolicy, type RetryPolicy } from "./retry-policy.ts";

const message = "The provider's own words.";
const reason = { code: "bad_key", message, until: null } as const;
const endings = {
  picture: {
    kind: "picture",
    bytes: new Uint8Array([1]),
    costMicros: 40_000,
    pictures: 1,
    warnings: [{ code: "cost_estimated", message }],
  },
  draw_failed: undrawn("draw_failed", "no_picture"),
  unreadable: undrawn("draw_failed", "unreadable_answer"),
  filtered: undrawn("filtered", "filtered"),
  refused: undrawn("refused", "refused"),
  failed: undrawn("failed", "too_long"),
  bad_request: { kind: "bad_request", message },
  account: { kind: "account", reason },
  rate_limited: { kind: "rate_limited", waitMs: 37_364, perMinute: 60, message },
  overloaded: { kind: "overloaded", message },
  provider_failed: { kind: "provider_failed", message },
  ambiguous: { kind: "ambiguous", message },
  unanswered: { kind: "unanswered", message },
  unreachable: { kind: "unreachable", message },
  died: { kind: "died", message },
  not_called: { kind: "not_called", message },
} as const satisfies Record<string, Ending>;
type EndingName = keyof typeof endings;

function undrawn<Why extends "draw_failed" | "filtered" | "refused" | "failed", Code>(
  why: Why,
  code: Code,
) {
  return { kind: "no_picture", why, code, message, costMicros: 7000 } as const;
}

function decide(
  ending: EndingName,
  earlier: readonly AttemptOutcome[] = [],
  policy: Partial<RetryPolicy> = {},
  jitter = 0.5,
): Settlement {
  return decideSettlement({
    ending: endings[ending],
    earlier,
    policy: { ...defaultRetryPolicy, ...policy },
    jitter,
  });
}

const times = (count: number, outcome: AttemptOutcome): AttemptOutcome[] =>
  Array.from({ length: count }, () => outcome);
const atOnce = { to: "pending", afterMs: 0 };
const failedAs = (code: string) => ({ to: "failed", code, message });

test("R1: a picture completes its result and settles its cost, with its warnings", () => {
  expect(decide("picture")).toEqual({
    outcome: "picture",
    attempt: "settled",
    costMicros: 40_000,
    message: null,
    warnings: endings.picture.warnings,
    result: { to: "completed" },
    pause: null,
    hold: null,
    pace: { is: "answered" },
  });
});

describe("a draw that failed", () => {
  test("R2: is paid and drawn again at once, twice, and then fails with the model's words", () => {
    const first = decide("draw_failed");
    expect(first).toMatchObject({ attempt: "settled", costMicros: 7000, result: atOnce });
    expect(decide("draw_failed", times(1, "draw_failed")).result).toEqual(atOnce);
    expect(decide("draw_failed", times(2, "draw_failed")).result).toEqual(failedAs("no_picture"));
  });

  test("R2: is drawn again twice at most, however many attempts are allowed", () => {
    const policy = { maxAttempts: 10 };
    expect(decide("draw_failed", times(1, "draw_failed"), policy).result).toEqual(atOnce);
    expect(decide("draw_failed", times(2, "draw_failed"), policy).result.to).toBe("failed");
  });

  test("R2: counts as an attempt, so other attempts leave less room for it", () => {
    expect(decide("draw_failed", times(2, "unanswered")).result.to).toBe("failed");
    expect(decide("draw_failed", [], { maxAttempts: 1 }).result.to).toBe("failed");
  });

  test("R17: a picture that cannot be decoded is one", () => {
    expect(decide("unreadable")).toMatchObject({ outcome: "draw_failed", result: atOnce });
    expect(decide("unreadable", times(2, "draw_failed")).result).toEqual(
      failedAs("unreadable_answer"),
    );
  });
});

test("R3: a picture that the filter withheld is drawn once more only if the user asked for it", () => {
  const asked = { redrawFiltered: true, maxAttempts: 10 };
  expect(decide("filtered")).toMatchObject({
    outcome: "filtered",
    attempt: "settled",
    costMicros: 7000,
    result: failedAs("filtered"),
  });
  expect(decide("filtered", [], asked).result).toEqual(atOnce);
  expect(decide("filtered", times(1, "filtered"), asked).result).toEqual(failedAs("filtered"));
});

test.each([
  ["refused", "refused"],
  ["failed", "too_long"],
] as const)("R4: what the model %s is never drawn again, whatever was asked", (ending, code) => {
  const settlement = decide(ending, [], { redrawFiltered: true, maxAttempts: 10 });
  expect(settlement).toMatchObject({ attempt: "settled", costMicros: 7000, message });
  expect(settlement.result).toEqual(failedAs(code));
});

test("R5: a wrong request fails its result and costs nothing", () => {
  expect(decide("bad_request")).toMatchObject({
    attempt: "refused",
    costMicros: 0,
    result: failedAs("bad_request"),
    pause: null,
  });
});

test("R7: a limit with a known wait is told to the account's pace, holds nothing else and is no attempt", () => {
  expect(decide("rate_limited", times(50, "rate_limited"))).toMatchObject({
    attempt: "refused",
    costMicros: 0,
    result: atOnce,
    pause: null,
    hold: null,
    pace: { is: "limited", waitMs: 37_364, perMinute: 60, message },
  });
});

test("R8: a refusal without a hint waits longer each time and pauses the execution at every 40th", () => {
  const waits = [0, 1, 2, 3, 10].map((count) => decide("overloaded", times(count, "overloaded")));
  expect(waits.map((one) => one.result)).toEqual(
    [500, 1000, 2000, 4000, 10_000].map((afterMs) => ({ to: "pending", afterMs })),
  );
  const pausesAt = Array.from({ length: 90 }, (_, index) => index + 1).filter(
    (nth) => decide("overloaded", times(nth - 1, "overloaded")).pause !== null,
  );
  expect(pausesAt).toEqual([40, 80]);
  expect(decide("overloaded", times(39, "overloaded")).pause).toEqual({
    code: "provider_overloaded",
    message,
    until: null,
  });
});

test("R9: a failure of the provider costs nothing, is counted, and is repeated while attempts are left", () => {
  expect(decide("provider_failed")).toMatchObject({
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: 500 },
  });
  expect(decide("provider_failed", times(2, "provider_failed")).result).toEqual(
    failedAs("provider_error"),
  );
});

test.each(["unanswered", "ambiguous"] as const)(
  "R10: a call that ended %s is a doubt, counted, and repeated while attempts are left",
  (ending) => {
    expect(decide(ending)).toMatchObject({
      outcome: "unanswered",
      attempt: "uncertain",
      costMicros: 0,
      result: { to: "pending", afterMs: 500 },
    });
    expect(decide(ending, times(2, "unanswered"))).toMatchObject({
      attempt: "uncertain",
      result: failedAs("unanswered"),
    });
  },
);

test("R11: a call that our death left open is a doubt, not counted, and given up at the eleventh death", () => {
  expect(decide("died", [...times(2, "unanswered"), ...times(9, "died")])).toMatchObject({
    attempt: "uncertain",
    result: atOnce,
  });
  expect(decide("died", times(10, "died"))).toMatchObject({
    attempt: "uncertain",
    result: failedAs("doubted"),
  });
});

describe.each(["unanswered", "ambiguous", "died"] as const)("a doubt: a call that %s", (ending) => {
  const histories: AttemptOutcome[][] = [[], times(9, "unanswered"), times(50, "died")];

  test("R18: waits for its owner's decision where that was asked for, however often it was called", () => {
    for (const earlier of histories)
      expect(decide(ending, earlier, { onDoubt: "ask" })).toMatchObject({
        attempt: "uncertain",
        costMicros: 0,
        message,
        result: { to: "undecided" },
        pause: null,
        hold: null,
      });
  });

  test("R19: fails at once as doubted where nothing may be paid twice", () => {
    for (const earlier of histories)
      expect(decide(ending, earlier, { onDoubt: "fail" })).toMatchObject({
        attempt: "uncertain",
        costMicros: 0,
        result: failedAs("doubted"),
        pause: null,
      });
  });
});

test("R12: a call that never left costs nothing, is not counted, holds the execution, and pauses it at every eighth", () => {
  expect(decide("unreachable", times(6, "unreachable"))).toMatchObject({
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: 10_000 },
    hold: { waitMs: 10_000, code: "nothing_leaves", message },
    pause: null,
  });
  expect(decide("unreachable", times(7, "unreachable")).pause).toEqual({
    code: "provider_unreachable",
    message,
    until: null,
  });
});

test("R13: a call that was never made costs nothing, is not counted, and holds the execution longer each time", () => {
  expect(decide("not_called")).toMatchObject({
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: 500 },
    hold: { waitMs: 500, code: "disk_full", message },
  });
  expect(decide("not_called", times(100, "not_called")).result).toEqual({
    to: "pending",
    afterMs: 10_000,
  });
});

const someEnding = fc.constantFrom(...(Object.keys(endings) as EndingName[]));
const someHistory = fc.array(fc.constantFrom(...attemptOutcomes), { maxLength: 60 });
const somePolicy = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 10 }),
  firstWaitMs: fc.integer({ min: 0, max: 60_000 }),
  mostWaitMs: fc.integer({ min: 0, max: 60_000 }),
  maxDeaths: fc.integer({ min: 0, max: 20 }),
  maxUncounted: fc.integer({ min: 1, max: 60 }),
  redrawFiltered: fc.boolean(),
  onDoubt: fc.constantFrom(...doubtPolicies),
});
const jitters = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("whatever ended, after whatever history", () => {
  const check = (
    predicate: (settlement: Settlement, name: EndingName, policy: RetryPolicy) => void,
  ) =>
    fc.assert(
      fc.property(someEnding, someHistory, somePolicy, jitters, (name, earlier, policy, jitter) => {
        predicate(decide(name, earlier, policy, jitter), name, policy);
      }),
      { numRuns: 3000 },
    );

  test("R6: what concerns the account always pauses, is not counted and costs nothing", () => {
    check((settlement, name) => {
      if (name !== "account") return;
      expect(settlement).toMatchObject({ attempt: "refused", costMicros: 0, result: atOnce });
      expect(settlement.pause).toEqual(reason);
    });
  });

  test("R4: what was refused, was wrong or stopped for good is never drawn again", () => {
    check((settlement, name) => {
      if (["refused", "failed", "bad_request"].includes(name))
        expect(settlement.result.to).toBe("failed");
    });
  });

  test("R10: an attempt is uncertain exactly when it may have been billed and nobody knows", () => {
    check((settlement, name) => {
      const isDoubt = ["unanswered", "ambiguous", "died"].includes(name);
      expect(settlement.attempt === "uncertain").toBe(isDoubt);
    });
  });

  test("R14: waits are whole milliseconds from none to the most that the policy allows", () => {
    check((settlement, _, policy) => {
      if (settlement.result.to !== "pending") return;
      expect(settlement.result.afterMs).toBeGreaterThanOrEqual(0);
      expect(settlement.result.afterMs).toBeLessThanOrEqual(policy.mostWaitMs);
      expect(Number.isInteger(settlement.result.afterMs)).toBe(true);
    });
  });

  test("R18, R19: only a doubt is asked about, and none is drawn again unless it may be paid again", () => {
    check((settlement, name, policy) => {
      const isDoubt = ["unanswered", "ambiguous", "died"].includes(name);
      expect(settlement.result.to === "undecided").toBe(isDoubt && policy.onDoubt === "ask");
      if (isDoubt && policy.onDoubt !== "repay") expect(settlement.result.to).not.toBe("pending");
    });
  });

  test("I4: money is settled only where the provider told what it was", () => {
    check((settlement) => {
      if (settlement.attempt !== "settled") expect(settlement.costMicros).toBe(0);
    });
  });

  test("I1: a result is completed exactly by a picture", () => {
    check((settlement, name) => {
      expect(settlement.result.to === "completed").toBe(name === "picture");
    });
  });
});

test("R14: a wait of nothing stays nothing after a thousand refusals", () => {
  const policy = { firstWaitMs: 0 };
  expect(decide("overloaded", times(2000, "overloaded"), policy).result).toEqual(atOnce);
});

/** Plays a result through endings until it has ended, waits for its owner, or they are used up. */
function play(names: readonly EndingName[], policy: RetryPolicy) {
  const outcomes: AttemptOutcome[] = [];
  for (const name of names) {
    const settlement = decide(name, outcomes, policy);
    outcomes.push(settlement.outcome);
    if (settlement.result.to !== "pending") return { outcomes, ended: settlement.result.to };
  }
  return { outcomes, ended: null };
}

test("I3: no result takes more counted calls than allowed, nor more redraws than the model's kinds of failure allow", () => {
  const names = fc.array(someEnding, { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(names, somePolicy, (all, policy) => {
      const { outcomes } = play(all, policy);
      const seen = (outcome: AttemptOutcome) => outcomes.filter((one) => one === outcome).length;
      expect(outcomes.filter(counts).length).toBeLessThanOrEqual(policy.maxAttempts);
      expect(seen("draw_failed")).toBeLessThanOrEqual(1 + 2);
      expect(seen("filtered")).toBeLessThanOrEqual(policy.redrawFiltered ? 2 : 1);
      expect(seen("died")).toBeLessThanOrEqual(policy.maxDeaths + 1);
    }),
    { numRuns: 3000 },
  );
});

test("I1: every result ends, or is asked about, as long as its calls are answered at all", () => {
  const answered = fc.constantFrom<EndingName>(
    ...(["picture", "draw_failed", "filtered", "refused", "failed"] as const),
    ...(["bad_request", "provider_failed", "unanswered", "ambiguous", "died"] as const),
  );
  fc.assert(
    fc.property(
      fc.array(answered, { minLength: 40, maxLength: 40 }),
      somePolicy,
      (names, policy) => {
        expect(play(names, policy).ended).not.toBeNull();
      },
    ),
  );
});

test("R15: pace, deaths of ours and calls that never left use up no attempt", () => {
  const free = attemptOutcomes.filter((outcome) => !counts(outcome));
  expect(free.toSorted()).toEqual(
    ["account", "died", "not_called", "overloaded", "rate_limited", "unreachable"].toSorted(),
  );
  const history = free.flatMap((outcome) => times(10, outcome));
  expect(decide("unanswered", [...history, ...times(1, "unanswered")]).result.to).toBe("pending");
  expect(decide("unanswered", [...history, ...times(2, "unanswered")]).result.to).toBe("failed");
});
