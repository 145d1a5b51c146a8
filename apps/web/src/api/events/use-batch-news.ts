import type { Execution } from "@bunch/contracts/execution";
import { useEffect, useRef } from "react";
import { executionAfter } from "../../results/execution-after.ts";
import { useClient } from "../client-context.ts";
import { eventsOf } from "./event-hub.ts";

/**
 * Calls `onNews` with an execution as it stands whenever something has happened to it, so often at most; nobody who does not
 * look is told before they do.
 */
export function useBatchNews(
  ids: readonly string[],
  onNews: (execution: Execution) => void,
  everyMs = 1000,
): void {
  const client = useClient();
  const latest = useRef(onNews);
  useEffect(() => {
    latest.current = onNews;
  });
  const wanted = [...new Set(ids)].toSorted().join(" ");
  useEffect(() => {
    if (wanted === "") return;
    const leave = new AbortController();
    const standing = new Map<string, Execution>();
    const news = new Set<string>();
    let toldAt = -Infinity;
    let timer: number | undefined;
    const tell = () => {
      timer = undefined;
      if (document.hidden) return;
      toldAt = performance.now();
      for (const id of news) {
        const execution = standing.get(id);
        if (execution) latest.current(execution);
      }
      news.clear();
    };
    const soon = () => {
      if (news.size === 0) return;
      timer ??= window.setTimeout(tell, Math.max(0, toldAt + everyMs - performance.now()));
    };
    for (const id of wanted.split(" "))
      eventsOf(client).watch(
        id,
        {
          told: (told) => {
            const before = standing.get(id);
            if (told.say === "refused") return;
            if (told.say !== "event") standing.set(id, told.execution);
            else if (before) standing.set(id, executionAfter(before, told.event));
            news.add(id);
            soon();
          },
        },
        leave.signal,
      );
    document.addEventListener("visibilitychange", soon, { signal: leave.signal });
    return () => {
      leave.abort();
      window.clearTimeout(timer);
    };
  }, [client, wanted, everyMs]);
}
