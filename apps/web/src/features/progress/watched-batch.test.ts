import type { ExecutionEvent } from "@bunch/contracts/event";
import type { Execution, Stats } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { expect, test } from "vitest";
import { isOver } from "../../results/is-over.ts";
import { fromSnapshot, withEvent, withResults } from "./watched-batch.ts";

const stats = (over: Partial<Stats> = {}): Stats => ({
  total_prompts: 2,
  total_results: 4,
  successful: 0,
  failed: 0,
  cancelled: 0,
  pending: 4,
  processing: 0,
  completion_percentage: 0,
  total_cost: 0,
  possible_cost: 0,
  undecided: 0,
  undecided_cost: 0,
  over_cap: 0,
  ...over,
});
const execution = { id: "e", variations: 2, status: "processing", stats: stats() } as Execution;
const result = (batchIndex: number, variation: number, status: Result["status"]) =>
  ({ id: `${batchIndex}-${variation}`, batch_index: batchIndex, variation, status }) as Result;
const started = fromSnapshot(null, { type: "snapshot", sequence: 3, execution });
const event = (sequence: number, of: Result, type = "result.completed") =>
  ({
    sequence,
    at: "2026-11-23T00:00:00Z",
    execution_id: "e",
    status: "processing",
    stats: stats({ successful: 1, pending: 3 }),
    type,
    result: of,
  }) as ExecutionEvent;

test("a picture lands in the slot of its prompt and variation and nowhere else", () => {
  const { batch, slot } = withEvent(started, event(4, result(1, 0, "completed")));
  expect(slot).toBe(2);
  expect(batch.results.map((each) => each?.id)).toEqual([undefined, undefined, "1-0", undefined]);
  expect(batch.execution.stats.successful).toBe(1);
});

test("an event seen before changes nothing", () => {
  expect(withEvent(started, event(3, result(0, 0, "completed"))).batch).toBe(started);
});

test("a page that was asked for before an event does not undo it", () => {
  const { batch, slot } = withEvent(started, event(4, result(0, 0, "completed")));
  const page = [result(0, 0, "processing"), result(0, 1, "processing")];
  const merged = withResults(batch, page, new Set([slot ?? -1]));
  expect(merged.results.map((each) => each?.status)).toEqual([
    "completed",
    "processing",
    undefined,
    undefined,
  ]);
});

test("a picture that was already under way does not end the wait for a limit", () => {
  const waiting = {
    code: "rate_limited" as const,
    message: "Slow down.",
    until: "2026-11-23T00:01:00Z",
    per_minute: 60,
  };
  const held = { ...started, execution: { ...execution, waiting } };
  const { batch } = withEvent(held, event(4, result(0, 0, "completed")));
  expect(batch.execution.waiting).toEqual(waiting);
});

test("a new snapshot keeps the pictures that are already there", () => {
  const { batch } = withEvent(started, event(4, result(0, 0, "completed")));
  const again = fromSnapshot(batch, { type: "snapshot", sequence: 9, execution });
  expect(again.results[0]?.status).toBe("completed");
  expect(again.sequence).toBe(9);
});

test("a cancelled batch is over only when nothing is under way any more", () => {
  const cancelled: Execution = { ...execution, status: "cancelled" };
  expect(isOver({ ...cancelled, stats: stats({ pending: 1 }) })).toBe(false);
  expect(isOver({ ...cancelled, stats: stats({ pending: 0 }) })).toBe(true);
});

test("a decision ends the reason to wait, or brings a new one, and the pictures are asked for again", () => {
  const doubts = { code: "doubts" as const, message: "2 pictures may", until: null };
  const waiting = { ...started, execution: { ...execution, reason: doubts } };
  const decided = (reason: typeof doubts | null) =>
    ({ ...event(4, result(0, 0, "pending")), type: "execution.decided", reason }) as ExecutionEvent;
  const left = { ...doubts, message: "1 picture may" };
  for (const reason of [left, null]) {
    const { batch, reload } = withEvent(waiting, decided(reason));
    expect(batch.execution.reason).toEqual(reason);
    expect(reload).toBe(true);
  }
});
