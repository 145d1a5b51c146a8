import { executionStatuses, type ExecutionStatus } from "@bunch/contracts/execution";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../problem.ts";
import {
  cancel,
  decideDoubts,
  type ExecutionChange,
  type ExecutionState,
  pause,
  refuseWhileOpen,
  resume,
  retry,
} from "./execution-state.ts";

const reason = { code: "user", message: "You paused this batch.", until: null } as const;
const given = { maxCostMicros: 5_000_000 };

const nothingYet = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };
const counts = { ...nothingYet, undecided: 0, waitsForDecision: false, asksOnDoubt: false };
const asking = { ...counts, asksOnDoubt: true };
const waiting = { ...asking, status: "paused", waitsForDecision: true } as const;
/** One state of each kind that an execution can be in. */
const states = {
  fresh: { ...counts, status: "pending", pending: 3 },
  running: { ...counts, status: "processing", pending: 1, processing: 1, completed: 1 },
  "running with a failure": { ...counts, status: "processing", pending: 1, failed: 1 },
  paused: { ...counts, status: "paused", pending: 2, completed: 1 },
  "paused with a failure": { ...counts, status: "paused", pending: 2, failed: 1 },
  "running beside a doubt": { ...asking, status: "processing", pending: 2, undecided: 1 },
  "waiting for a decision": { ...waiting, pending: 2, undecided: 2 },
  "waiting for a decision with a failure": { ...waiting, pending: 1, undecided: 1, failed: 1 },
  "paused by its user with a doubt": { ...asking, status: "paused", pending: 2, undecided: 2 },
  "asking with nothing undecided": { ...asking, status: "processing", processing: 1 },
  "cancelled with a call under way": {
    ...counts,
    status: "cancelled",
    processing: 1,
    cancelled: 2,
  },
  "cancelled and over": { ...counts, status: "cancelled", completed: 1, cancelled: 2 },
  "cancelled with a failure": { ...counts, status: "cancelled", failed: 1, cancelled: 2 },
  completed: { ...counts, status: "completed", completed: 3 },
  "completed with a failure": { ...counts, status: "completed", completed: 2, failed: 1 },
  failed: { ...counts, status: "failed", failed: 3 },
} as const satisfies Record<string, ExecutionState>;
type Kind = keyof typeof states;

const refused = "refused";
const nothing: ExecutionChange = { do: "nothing" };
const paused: ExecutionChange = { do: "pause", reason };
const resumed: ExecutionChange = { do: "resume", ...given };
const cancelled: ExecutionChange = { do: "cancel" };
const retried: ExecutionChange = { do: "retry" };
const doubts = { decision: "draw_again", resultIds: null } as const;
const decided: ExecutionChange = { do: "decide", ...doubts };
type Outcome = ExecutionChange | typeof refused;

type Row = [pause: Outcome, resume: Outcome, cancel: Outcome, retry: Outcome, decide: Outcome];
const table: Record<Kind, Row> = {
  fresh: [paused, nothing, cancelled, refused, refused],
  running: [paused, nothing, cancelled, refused, refused],
  "running with a failure": [paused, nothing, cancelled, retried, refused],
  paused: [nothing, resumed, cancelled, refused, refused],
  "paused with a failure": [nothing, resumed, cancelled, refused, refused],
  "running beside a doubt": [paused, nothing, cancelled, refused, decided],
  "waiting for a decision": [nothing, refused, cancelled, refused, decided],
  "waiting for a decision with a failure": [nothing, refused, cancelled, retried, decided],
  "paused by its user with a doubt": [nothing, resumed, cancelled, refused, decided],
  "asking with nothing undecided": [paused, nothing, cancelled, refused, decided],
  "cancelled with a call under way": [refused, refused, nothing, refused, refused],
  "cancelled and over": [refused, refused, nothing, refused, refused],
  "cancelled with a failure": [refused, refused, nothing, retried, refused],
  completed: [refused, refused, refused, refused, refused],
  "completed with a failure": [refused, refused, refused, retried, refused],
  failed: [refused, refused, refused, retried, refused],
};

function outcomeOf(run: () => ExecutionChange): Outcome {
  try {
    return run();
  } catch (error) {
    if (error instanceof Problem && error.code === "wrong_state") return refused;
    throw error;
  }
}

describe.each(Object.keys(states) as Kind[])("of an execution that is %s", (kind) => {
  const state: ExecutionState = states[kind];
  const [onPause, onResume, onCancel, onRetry, onDecide] = table[kind];

  test(`X2: a pause is ${word(onPause)}`, () => {
    expect(outcomeOf(() => pause(state, reason))).toEqual(onPause);
  });
  test(`X3: a resume is ${word(onResume)}`, () => {
    expect(outcomeOf(() => resume(state, given))).toEqual(onResume);
  });
  test(`X5: a cancel is ${word(onCancel)}`, () => {
    expect(outcomeOf(() => cancel(state))).toEqual(onCancel);
  });
  test(`X4: a retry is ${word(onRetry)}`, () => {
    expect(outcomeOf(() => retry(state))).toEqual(onRetry);
  });
  test(`X17: a decision on its doubts is ${word(onDecide)}`, () => {
    expect(outcomeOf(() => decideDoubts(state, doubts))).toEqual(onDecide);
  });
});

test.each([
  ["fresh", /still being drawn\. Cancel it first/],
  ["running", /still being drawn\. Cancel it first/],
  ["paused", /paused.*Cancel it first/],
  ["cancelled with a call under way", /under way\. Wait a moment/],
] as const)("X13: what is %s is not deleted, and says what to do", (kind, words) => {
  expect(() => refuseWhileOpen(states[kind])).toThrow(words);
});
test.each([
  "cancelled and over",
  "cancelled with a failure",
  "completed",
  "completed with a failure",
  "failed",
] as const)("X13: what is %s may be deleted", (kind) => {
  expect(() => refuseWhileOpen(states[kind])).not.toThrow();
});

function word(outcome: Outcome): string {
  if (outcome === refused) return "refused";
  return outcome.do === "nothing" ? "nothing new" : "carried out";
}

test("X2: a refusal says in what state the batch ended, and what to do", () => {
  expect(() => pause(states.completed, reason)).toThrow(
    "This batch has ended (completed): it can no longer be paused. Start it again as a new batch.",
  );
  expect(() => retry(states["paused with a failure"])).toThrow("Resume it first");
});

test("X17: whoever resumes a batch that waits for a decision is told to decide", () => {
  expect(() => resume(states["waiting for a decision"], given)).toThrow(
    "draw them again, or give them up. It then goes on by itself.",
  );
});

test("X1: a verb changes only what it can still change, whatever the counts are", () => {
  const count = fc.integer({ min: 0, max: 3 });
  const anyState = fc.record({
    status: fc.constantFrom<ExecutionStatus>(...executionStatuses),
    pending: count,
    processing: count,
    completed: count,
    failed: count,
    cancelled: count,
    undecided: count,
    waitsForDecision: fc.constant(false),
    asksOnDoubt: fc.boolean(),
  });
  const does = (change: Outcome) => (change === refused ? refused : change.do);
  fc.assert(
    fc.property(anyState, (state) => {
      const isOpen = state.pending + state.processing > 0;
      const { status } = state;
      if (does(outcomeOf(() => pause(state, reason))) === "pause")
        expect(isOpen && status !== "paused" && status !== "cancelled").toBe(true);
      if (does(outcomeOf(() => cancel(state))) === "cancel")
        expect(isOpen && status !== "cancelled").toBe(true);
      if (does(outcomeOf(() => resume(state, given))) === "resume") expect(status).toBe("paused");
      expect(does(outcomeOf(() => retry(state))) === "retry").toBe(
        state.failed > 0 && status !== "paused",
      );
    }),
  );
});
