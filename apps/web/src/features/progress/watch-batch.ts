import type { Client, RequestRefused } from "@bunch/contracts/client";
import { ExecutionEvent, executionEventTypes, Snapshot } from "@bunch/contracts/event";
import { type EventLine, lineClosed, openEvents } from "../../api/open-events.ts";
import { asRefused } from "../../api/as-refused.ts";
import { onAddressExpired } from "../../results/signed-address.ts";
import { createStore, type Store } from "../../store.ts";
import {
  fromSnapshot,
  isOver,
  type WatchedBatch,
  withEvent,
  withResults,
} from "./watched-batch.ts";

export type Watch = {
  line: "opening" | "live" | "broken" | "over";
  batch: WatchedBatch | null;
  problem: RequestRefused | null;
  /** When the last pictures came, for the time left. */
  finishedAt: number[];
};

const drawEveryMs = 120;
const reopenAfterMs = 3000;
const reloadAfterMs = 5000;
/** After so long without an event the page asks why. */
const silenceMs = 5000;
const mostPages = 400;
const mostFinishes = 60;

/** Follows one execution until it is over or the page leaves: snapshot, events, and the pages of its results. */
export function watchBatch(client: Client, id: string, signal: AbortSignal): Store<Watch> {
  const store = createStore<Watch>({ line: "opening", batch: null, problem: null, finishedAt: [] });
  let now = store.get();
  let source: EventLine | null = null;
  let drawTimer: number | undefined;
  let reopenTimer: number | undefined;
  let reloadTimer: number | undefined;
  let waitingTimer: number | undefined;
  let silenceTimer: number | undefined;
  let loading: AbortController | null = null;
  let knownBetter = new Set<number>();

  const tell = (change: Partial<Watch>) => {
    now = { ...now, ...change };
    drawTimer ??= window.setTimeout(() => {
      drawTimer = undefined;
      store.set(() => now);
    }, drawEveryMs);
  };

  const close = () => {
    source?.close();
    source = null;
  };

  const loadResults = async () => {
    window.clearTimeout(reloadTimer);
    loading?.abort();
    loading = new AbortController();
    knownBetter = new Set();
    const own = AbortSignal.any([signal, loading.signal]);
    let cursor: string | undefined;
    try {
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await client.listResults(id, { limit: 1000, cursor }, own);
        if (now.batch) tell({ batch: withResults(now.batch, answer.data, knownBetter) });
        if (answer.next_cursor === null) break;
        cursor = answer.next_cursor;
      }
    } catch (cause) {
      if (own.aborted) return;
      const problem = asRefused(cause);
      tell({ problem });
      // As while Storage signs no addresses: no event brings what was there before, so it is asked for again.
      if (mayPass(problem))
        reloadTimer = window.setTimeout(() => void loadResults(), reloadAfterMs);
    }
  };

  const onSnapshot = (message: MessageEvent<string>) => {
    const snapshot = Snapshot.safeParse(JSON.parse(message.data));
    if (!snapshot.success) return;
    tell({ batch: fromSnapshot(now.batch, snapshot.data), line: "live", problem: null });
    void loadResults();
    if (isOver(snapshot.data.execution)) finish();
    else listenForSilence();
  };

  const listenForSilence = () => {
    window.clearTimeout(silenceTimer);
    silenceTimer = window.setTimeout(askWaiting, silenceMs);
  };

  const onEvent = (message: MessageEvent<string>) => {
    const event = ExecutionEvent.safeParse(JSON.parse(message.data));
    if (!event.success || now.batch === null) return;
    const { batch, slot, reload } = withEvent(now.batch, event.data);
    if (slot !== null) knownBetter.add(slot);
    const isFinish = event.data.type === "result.completed" || event.data.type === "result.failed";
    const finishedAt = isFinish
      ? [...now.finishedAt, Date.now()].slice(-mostFinishes)
      : now.finishedAt;
    tell({ batch, finishedAt, line: "live" });
    if (reload) void loadResults();
    // A limit shows itself by a postponed picture, or by silence where another batch with the same key met it.
    // So does a cap that was raised.
    if (event.data.type === "result.postponed" || event.data.type === "execution.resumed")
      waitingTimer ??= window.setTimeout(askWaiting, 800);
    if (isOver(batch.execution)) finish();
    else listenForSilence();
  };

  const finish = () => {
    window.clearTimeout(silenceTimer);
    close();
    tell({ line: "over" });
  };

  const open = async () => {
    reopenTimer = undefined;
    close();
    const line = await openEvents(client, id);
    if (signal.aborted) return line.close();
    source = line;
    line.addEventListener("snapshot", onSnapshot);
    for (const type of executionEventTypes) line.addEventListener(type, onEvent);
    line.addEventListener("open", () => tell({ line: "live" }));
    line.addEventListener("error", onLineBroken);
  };

  const onLineBroken = () => {
    if (now.line === "over" || signal.aborted) return;
    tell({ line: "broken" });
    // The browser opens the line again by itself, but not after an answer that was no stream.
    if (source?.readyState !== lineClosed) return;
    void askWhy();
    reopenTimer ??= window.setTimeout(() => void open(), reopenAfterMs);
  };

  const askWhy = async () => {
    try {
      const execution = await client.getExecution(id, signal);
      if (now.batch && isOver(execution)) {
        tell({ batch: { ...now.batch, execution } });
        finish();
      }
    } catch (cause) {
      if (!signal.aborted) tell({ problem: asRefused(cause) });
    }
  };

  const askWaiting = async () => {
    waitingTimer = undefined;
    const execution = await client.getExecution(id, signal).catch(() => null);
    if (signal.aborted || now.line === "over") return;
    listenForSilence();
    if (execution === null || now.batch === null) return;
    tell({
      batch: {
        ...now.batch,
        execution: {
          ...now.batch.execution,
          waiting: execution.waiting,
          max_cost: execution.max_cost,
        },
      },
    });
  };

  signal.addEventListener("abort", () => {
    window.clearTimeout(waitingTimer);
    window.clearTimeout(silenceTimer);
    close();
    loading?.abort();
    window.clearTimeout(drawTimer);
    window.clearTimeout(reopenTimer);
    window.clearTimeout(reloadTimer);
  });
  onAddressExpired(() => void loadResults(), { signal });
  void open();
  return store;
}

/** Whether the same question may be answered a moment later. */
function mayPass({ status, error }: RequestRefused): boolean {
  return status === 0 || status >= 500 || error.code === "over_limit";
}
