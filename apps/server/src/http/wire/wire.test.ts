import { ExecutionEvent, Snapshot } from "@bunch/contracts/event";
import { Execution } from "@bunch/contracts/execution";
import { Result } from "@bunch/contracts/result";
import type {
  Counts,
  EventView,
  ExecutionView,
  ResultView,
} from "@bunch/core/ports/execution-views";
import { expect, test } from "vitest";
import { wireEvent, wireSnapshot } from "./event.ts";
import { wireExecution, wireStats } from "./execution.ts";
import { wireResult } from "./result.ts";

const urlOf = (path: string) => `https://bunch.example.com/files/${path}`;
const counts: Counts = {
  prompts: 10,
  results: 30,
  pending: 5,
  processing: 4,
  completed: 18,
  failed: 2,
  cancelled: 1,
  undecided: 0,
  costMicros: 273_000,
  possibleMicros: 0,
  undecidedMicros: 0,
  overCapMicros: 0,
};
const execution: ExecutionView = {
  id: "e1",
  ownerId: "u1",
  workflowId: "w1",
  setId: null,
  name: null,
  modelId: "gemini-nano-banana-2.1",
  aspectRatio: "1:1",
  imageSize: "1K",
  variations: 3,
  seed: null,
  references: [{ path: "u/references/ab.png", sha256: "ab", mimeType: "image/png", name: "a.png" }],
  status: "processing",
  reason: null,
  waiting: null,
  counts,
  estimate: { totalCost: 1.23, costPerImage: 0.041, imageCount: 30 },
  maxCostMicros: 1_500_000,
  onDoubt: "repay",
  warnings: [],
  lastSequence: 42,
  createdAt: "2026-11-23T01:02:03.000Z",
  startedAt: null,
  completedAt: null,
};
const result: ResultView = {
  id: "r1",
  batchIndex: 3,
  variation: 1,
  prompt: "a fox",
  aspectRatio: null,
  imageSize: "2K",
  fileName: "fox",
  status: "completed",
  path: "u/e1/r1-ab.png",
  thumbhash: null,
  extraPaths: ["u/e1/r1-cd.png"],
  drawnInMs: 3245,
  costMicros: 38_709,
  possibleMicros: 1,
  undecided: false,
  attempts: 2,
  width: 1024,
  height: 1024,
  mimeType: "image/png",
  errorCode: null,
  errorMessage: null,
  warnings: [{ code: "ratio", message: "It is wider than asked." }],
  rating: 4,
  rejected: false,
};

test("an execution keeps to the contract; what is under way counts as pending; the cap is in dollars", () => {
  const wired = Execution.parse(wireExecution(execution, urlOf));
  expect(wired.stats).toMatchObject({
    total_prompts: 10,
    total_results: 30,
    pending: 9,
    processing: 4,
    successful: 18,
  });
  expect(wired.max_cost).toBe(1.5);
  expect(wired.reference_images).toEqual([
    { url: "https://bunch.example.com/files/u/references/ab.png", mime_type: "image/png" },
  ]);
});

test.each([
  [1000, 1, 99],
  [3, 1, 66],
  [1, 0, 100],
  [0, 0, 0],
])(
  "of %i results with %i open, %i percent are done: floored, so that 100 means all",
  (results, pending, percent) => {
    const stats = wireStats({ ...counts, results, pending, processing: 0 });
    expect(stats.completion_percentage).toBe(percent);
  },
);

test.each([
  [273_000, 0.27],
  [4_999, 0],
  [5_000, 0.01],
  [0, 0],
  [1_005_000, 1.01],
])("%i micro-dollars are told as $%d", (costMicros, dollars) => {
  expect(wireStats({ ...counts, costMicros }).total_cost).toBe(dollars);
});

test.each([
  [1, 0.01],
  [10_000, 0.01],
  [10_001, 0.02],
  [0, 0],
])(
  "a doubt of %i micro-dollars is told as $%d: rounded up, so that it never shows as nothing",
  (possibleMicros, dollars) => {
    expect(wireStats({ ...counts, possibleMicros }).possible_cost).toBe(dollars);
  },
);

test("a result keeps to the contract: addresses absolute, costs to the micro-dollar", () => {
  expect(Result.parse(wireResult(result, urlOf))).toMatchObject({
    result_url: "https://bunch.example.com/files/u/e1/r1-ab.png",
    thumbnail_url: "https://bunch.example.com/files/u/e1/r1-ab.png",
    extra_urls: ["https://bunch.example.com/files/u/e1/r1-cd.png"],
    api_cost: 0.038709,
    possible_cost: 0.000001,
    prompt_text: "a fox",
    processing_time_ms: 3245,
  });
  const pending = wireResult({ ...result, status: "pending", path: null, costMicros: null }, urlOf);
  expect(Result.parse(pending)).toMatchObject({
    result_url: null,
    thumbnail_url: null,
    api_cost: null,
  });
});

test("F13: until its smaller copies are made a picture stands in for them", () => {
  expect(wireResult(result, urlOf)).toMatchObject({
    thumbnail_url: "https://bunch.example.com/files/u/e1/r1-ab.png",
    small_thumbnail_url: null,
    thumbhash: null,
  });
  expect(
    Result.parse(wireResult({ ...result, thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI" }, urlOf)),
  ).toMatchObject({
    result_url: "https://bunch.example.com/files/u/e1/r1-ab.png",
    thumbnail_url: "https://bunch.example.com/files/u/e1/r1-ab.512.webp",
    small_thumbnail_url: "https://bunch.example.com/files/u/e1/r1-ab.256.webp",
    thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
  });
});

test("events and snapshots keep to the contract", () => {
  const common = { sequence: 7, at: execution.createdAt, executionId: "e1", counts, reason: null };
  const drawn: EventView = { ...common, type: "result.completed", status: "processing", result };
  expect(ExecutionEvent.parse(wireEvent(drawn, urlOf))).toMatchObject({
    type: "result.completed",
    sequence: 7,
    result: { id: "r1" },
    stats: { pending: 9 },
  });
  const reason = { code: "user", message: "You paused this batch.", until: null } as const;
  const paused: EventView = {
    ...common,
    type: "execution.paused",
    status: "paused",
    reason,
    result: null,
  };
  expect(ExecutionEvent.parse(wireEvent(paused, urlOf))).toMatchObject({ reason });
  expect(() => wireEvent({ ...drawn, result: null }, urlOf)).toThrow("holds no result");
  expect(Snapshot.parse(wireSnapshot(execution, urlOf)).sequence).toBe(42);
});
