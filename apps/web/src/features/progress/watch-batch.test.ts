import { type Client, RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchBatch } from "./watch-batch.ts";

let line: EventTarget;
beforeEach(() => {
  vi.useFakeTimers();
  line = Object.assign(new EventTarget(), { readyState: 1, close: () => {} });
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("document", new EventTarget());
  vi.stubGlobal("addEventListener", () => {});
  // Without locks each tab has a line of its own.
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("EventSource", function EventSource() {
    return line;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stats = {
  total_prompts: 1,
  total_results: 1,
  successful: 1,
  failed: 0,
  cancelled: 0,
  pending: 0,
  processing: 0,
  undecided: 0,
  completion_percentage: 100,
  total_cost: 0,
  possible_cost: 0,
  undecided_cost: 0,
  over_cap: 0,
};

const id = "aaaaaaaa-0000-4000-8000-00000000000a";
const execution: Execution = {
  id,
  workflow_id: id,
  set_id: null,
  name: null,
  model: "simulator",
  aspect_ratio: "1:1",
  image_size: "64",
  variations: 1,
  reference_images: [],
  status: "completed",
  reason: null,
  waiting: null,
  stats,
  estimated_cost: { totalCost: 0, costPerImage: 0, imageCount: 1 },
  max_cost: null,
  on_doubt: "repay",
  seed: null,
  warnings: [],
  created_at: "2026-11-28T20:00:00.000Z",
  started_at: null,
  completed_at: null,
};

test.each([
  ["while Storage signs no addresses", 503, "not_ready"],
  ["after too many requests in a minute", 429, "over_limit"],
] as const)(
  "pictures that could not be listed %s are asked for again, though the batch is over",
  async (_, status, code) => {
    const refused = new RequestRefused(status, { code, message: "Not now." });
    const listResults = vi
      .fn()
      .mockRejectedValueOnce(refused)
      .mockResolvedValue({
        data: [{ batch_index: 0, variation: 0, id: "r" } as Result],
        next_cursor: null,
      });
    const client = {
      signedIn: null,
      manyEventsUrl: () => "/events",
      listResults,
    } as unknown as Client;
    const leave = new AbortController();
    const store = watchBatch(client, id, leave.signal);
    await vi.advanceTimersByTimeAsync(100);
    const snapshot = { type: "snapshot", sequence: 1, execution };
    line.dispatchEvent(new MessageEvent("snapshot", { data: JSON.stringify(snapshot) }));
    await vi.advanceTimersByTimeAsync(500);
    expect(store.get()).toMatchObject({ line: "over", problem: { status } });
    await vi.advanceTimersByTimeAsync(6000);
    expect(store.get().batch?.results.map((one) => one?.id)).toEqual(["r"]);
    expect(listResults).toHaveBeenCalledTimes(2);
    leave.abort();
  },
);
