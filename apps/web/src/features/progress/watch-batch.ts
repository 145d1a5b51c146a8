import { type Client, RequestRefused } from "@bunch/contracts/client";
import type { ExecutionEvent } from "@bunch/contracts/event";
import type { Execution, Stats } from "@bunch/contracts/execution";
import { asRefused } from "../../api/as-refused.ts";
import { eventsOf } from "../../api/events/event-hub.ts";
import type { LineState, Told } from "../../api/events/told.ts";
import { resultPages } from "../../api/result-pages.ts";
import { isOver } from "../../results/is-over.ts";
import { onAddressExpired } from "../../results/signed-address.ts";
import { createStore, type Store } from "../../store.ts";
import { fromSnapshot, type WatchedBatch, withEvent, withResults } from "./watched-batch.ts";

export type Watch = {
  line: LineState | "over";
  batch: WatchedBatch | null;
  problem: RequestRefused | null;
  /** When the last pictures came, for the time left. */
  finishedAt: number[];
};

const drawEveryMs = 120;
const reloadAfterMs = 5000;
const mostPages = 400;
const mostFinishes = 60;

/** Follows one execution until it is over or the page leaves: as it stands, its events, and the pages of its results. */
export function watchBatch(client: Client, id: string, signal: AbortSignal): Store<Watch> {
  const store = createStore<Watch>({ line: "opening", batch: null, problem: null, finishedAt: [] });
  let now = store.get();
  let drawTimer: number | undefined;
  let reloadTimer: number | undefined;
  let loading: AbortController | null = null;
  let knownBetter = new Set<number>();
  const watching = new AbortController();

  const tell = (change: Partial<Watch>) => {
    now = { ...now, ...change };
    drawTimer ??= window.setTimeout(() => {
      drawTimer = undefined;
      store.set(() => now);
    }, drawEveryMs);
  };

  const finish = () => {
    watching.abort();
    tell({ line: "over" });
  };

  const loadResults = async () => {
    window.clearTimeout(reloadTimer);
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    knownBetter = new Set();
    const own = AbortSignal.any([signal, mine.signal]);
    try {
      for await (const page of resultPages(client, { id, query: {}, mostPages, signal: own }))
        if (now.batch) tell({ batch: withResults(now.batch, page, knownBetter) });
    } catch (cause) {
      if (own.aborted) return;
      const problem = asRefused(cause);
      tell({ problem });
      // As while Storage signs no addresses: no event brings what was there before, so it is asked for again.
      if (mayPass(problem))
        reloadTimer = window.setTimeout(() => void loadResults(), reloadAfterMs);
    }
    if (loading === mine) loading = null;
  };

  const onSnapshot = (sequence: number, execution: Execution) => {
    const batch = fromSnapshot(now.batch, { type: "snapshot", sequence, execution });
    tell({ batch, problem: null });
    void loadResults();
    if (isOver(execution)) finish();
  };

  const onEvent = (event: ExecutionEvent) => {
    if (now.batch === null) return;
    const { batch, slot, reload } = withEvent(now.batch, event);
    if (slot !== null) knownBetter.add(slot);
    const isFinish = event.type === "result.completed" || event.type === "result.failed";
    tell({ batch, ...(isFinish ? finishedNow(1) : {}) });
    if (reload) void loadResults();
    if (isOver(batch.execution)) finish();
  };

  const finishedNow = (count: number) => {
    const moments = Array.from({ length: Math.min(count, mostFinishes) }, () => Date.now());
    return { finishedAt: [...now.finishedAt, ...moments].slice(-mostFinishes) };
  };

  /** No event gets through: what the server answers is all there is. */
  const onPolled = (execution: Execution) => {
    const before = now.batch?.execution.stats;
    const { successful, failed } = execution.stats;
    const finished = before ? successful + failed - before.successful - before.failed : 0;
    // The next snapshot is newer, whatever its number is.
    const batch = fromSnapshot(now.batch, { type: "snapshot", sequence: 0, execution });
    tell({ batch, problem: null, ...finishedNow(Math.max(0, finished)) });
    const isNews = before === undefined || changed(before, execution.stats);
    // A long list is read to its end before it is read anew.
    if (isNews && (loading === null || isOver(execution))) void loadResults();
    if (isOver(execution)) finish();
  };

  const onTold = (told: Told) => {
    if (signal.aborted || now.line === "over") return;
    switch (told.say) {
      case "snapshot":
        return onSnapshot(told.sequence, told.execution);
      case "event":
        return onEvent(told.event);
      case "asked": {
        if (told.isPolling) return onPolled(told.execution);
        if (now.batch === null) return;
        const { waiting, max_cost } = told.execution;
        const execution = { ...now.batch.execution, waiting, max_cost };
        return tell({ batch: { ...now.batch, execution } });
      }
      case "refused":
        return tell({ problem: new RequestRefused(told.status, told.error) });
      default:
        return told satisfies never;
    }
  };

  signal.addEventListener("abort", () => {
    watching.abort();
    loading?.abort();
    window.clearTimeout(drawTimer);
    window.clearTimeout(reloadTimer);
  });
  onAddressExpired(() => void loadResults(), { signal });
  eventsOf(client).watch(
    id,
    {
      told: onTold,
      onLine: (line) => {
        if (now.line !== "over") tell({ line });
      },
    },
    watching.signal,
  );
  return store;
}

function changed(before: Stats, after: Stats): boolean {
  return (
    before.successful !== after.successful ||
    before.failed !== after.failed ||
    before.cancelled !== after.cancelled ||
    before.processing !== after.processing ||
    before.pending !== after.pending
  );
}

/** Whether the same question may be answered a moment later. */
function mayPass({ status, error }: RequestRefused): boolean {
  return status === 0 || status >= 500 || error.code === "over_limit";
}
