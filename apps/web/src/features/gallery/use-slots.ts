import type { Result } from "@bunch/contracts/result";
import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { renewEveryMs } from "../../results/signed-address.ts";
import { type BatchOutline, stateOf } from "./batch-outline.ts";
import { askWindow, windowKey, windowOf } from "./slot-windows.ts";

/** While one scrolls, windows are asked for this often at most; those that went by are let go. */
const settleMs = 120;
const keepMs = 45_000;
const copiesWithinAsks = 12;

export type Slots = {
  /** The result in a slot; undefined until it has come. */
  of: (slot: number) => Result | undefined;
  error: unknown;
  again: () => void;
};

/** The results of the slots that are looked at, a window at a time, and asked again when the outline says otherwise. */
export function useSlots(
  batch: { id: string; variations: number },
  looked: readonly number[],
  outline: BatchOutline,
): Slots {
  const client = useClient();
  const wanted = useSettled([...new Set(looked.map(windowOf))].join(" "));
  const windows = useMemo(() => (wanted === "" ? [] : wanted.split(" ").map(Number)), [wanted]);
  const { id, variations } = batch;
  const queries = useMemo(
    () =>
      windows.map((window) => ({
        queryKey: windowKey(id, window),
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          askWindow(client, { id, variations }, window, signal),
        staleTime: 60_000,
        gcTime: keepMs,
        structuralSharing: false,
        refetchInterval: askAgainMs,
      })),
    [client, id, variations, windows],
  );
  const answers = useQueries({ queries });
  useEffect(() => {
    for (const answer of answers) {
      if (answer.isFetching || !answer.data || answer.isError) continue;
      const isOld = [...answer.data].some(
        ([slot, result]) => !isSame(result, stateOf(outline, slot)),
      );
      if (isOld) void answer.refetch();
    }
    // Only news of the outline are a reason: an answer that is older than it would be asked for without end.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [outline.states]);
  const failed = answers.find((answer) => answer.error);
  return {
    of: (slot) => answers[windows.indexOf(windowOf(slot))]?.data?.get(slot),
    error: failed?.error ?? null,
    again: () => {
      for (const answer of answers) if (answer.isError) void answer.refetch();
    },
  };
}

/** When a window is asked for again though nothing is told of it, in milliseconds. */
function askAgainMs(query: {
  state: { data: Map<number, Result> | undefined; dataUpdateCount: number };
}) {
  const results = [...(query.state.data?.values() ?? [])];
  // Smaller copies are made when all is drawn; they are looked out for, not for ever.
  const lacks = results.some((one) => one.status === "completed" && one.thumbhash === null);
  if (lacks && query.state.dataUpdateCount < copiesWithinAsks) return 4000;
  return renewEveryMs(results.map(({ result_url: url }) => url));
}

function isSame(result: Result, state: ReturnType<typeof stateOf>): boolean {
  if (result.needs_decision) return state === "u";
  const states = { pending: "p", processing: "r", completed: "c", cancelled: "x" } as const;
  return result.status === "failed"
    ? state === "f" || state === "m"
    : states[result.status] === state;
}

/** A value that changes at once after rest, and now and then while it keeps changing. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  const changedAt = useRef(0);
  useEffect(() => {
    if (value === settled) return;
    const wait = Math.max(0, changedAt.current + settleMs - performance.now());
    const timer = window.setTimeout(() => {
      changedAt.current = performance.now();
      setSettled(value);
    }, wait);
    return () => window.clearTimeout(timer);
  }, [value, settled]);
  return settled;
}
