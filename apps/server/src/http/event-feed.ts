import type { Bell } from "@bunch/core/ports/bell";
import type { SequenceWatch } from "@bunch/core/ports/execution-views";
import type { Log } from "@bunch/core/ports/log";

const pollMs = 150;
const pollInOutageMs = 1000;

type Watcher = { executionId: string; after: number; wake: (isSure: boolean) => void };

/** Tells streams that there is more to read: one small question to the database for all of them, and none while nobody watches. */
export type EventFeed = {
  /**
   * Resolves when the execution has events after that sequence or is gone, when the time is up, or when the signal aborts;
   * with false where nothing but a bell says that there may be more.
   */
  waitForMore(input: {
    executionId: string;
    after: number;
    atMostMs: number;
    signal: AbortSignal;
  }): Promise<boolean>;
};

/** Starts to ask with the first watcher and stops with the last. */
export function createEventFeed(doors: {
  sequences: SequenceWatch;
  bell: Bell;
  log: Log;
  closing: AbortSignal;
}): EventFeed {
  const watchers = new Set<Watcher>();
  /** What the last look found: who comes to wait with less has missed it while reading. */
  let found: ReadonlyMap<string, number> = new Map();
  let isPolling = false;

  async function poll(): Promise<void> {
    isPolling = true;
    let isOut = false;
    let rang = false;
    while (watchers.size > 0 && !doors.closing.aborted) {
      // From before it looks: what is written meanwhile rings for what it did not see.
      const rung = doors.bell.wait({ atMostMs: pollMs, signal: doors.closing });
      try {
        // Asking whether there is more for one alone costs as much as letting it read.
        if (rang && watchers.size === 1) for (const watcher of watchers) watcher.wake(false);
        else await wakeThoseWithMore();
        isOut = false;
      } catch (error) {
        if (!isOut) doors.log.warn({ error }, "Event streams wait: the database does not answer.");
        isOut = true;
      }
      const next = isOut
        ? doors.bell.wait({ atMostMs: pollInOutageMs, signal: doors.closing })
        : rung;
      rang = await next;
    }
    isPolling = false;
  }

  async function wakeThoseWithMore(): Promise<void> {
    const executionIds = [...new Set([...watchers].map(({ executionId }) => executionId))];
    found = await doors.sequences.lastSequences({ executionIds });
    // One that is not there any more wakes its watchers too: they find out that it was deleted.
    for (const watcher of watchers)
      if ((found.get(watcher.executionId) ?? Infinity) > watcher.after) watcher.wake(true);
  }

  return {
    async waitForMore({ executionId, after, atMostMs, signal }) {
      if (signal.aborted || (found.get(executionId) ?? 0) > after) return true;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const watcher = { executionId, after, wake: resolve };
      const timer = setTimeout(() => resolve(true), atMostMs);
      const onAbort = () => resolve(true);
      signal.addEventListener("abort", onAbort);
      watchers.add(watcher);
      if (!isPolling) void poll();
      const isSure = await promise;
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      watchers.delete(watcher);
      return isSure;
    },
  };
}
