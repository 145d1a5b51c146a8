import { executionStatuses, type ExecutionStatus } from "@bunch/contracts/execution";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";

const searchAfterMs = 250;

/** What the history is narrowed to, as the address has it; a search goes there a moment after the last letter. */
export function useHistoryFilter() {
  const [params, setParams] = useSearchParams();
  const search = params.get("search")?.trim().slice(0, 200) ?? "";
  const status = executionStatuses.find((one) => one === params.get("status"));
  const [typed, setTyped] = useState(search);
  const typedTo = useRef(search);
  const timer = useRef<number | undefined>(undefined);
  const change = (part: { search?: string; status?: ExecutionStatus | "" }) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(part))
          if (value === "") next.delete(name);
          else next.set(name, value);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    // The address changed by itself, as by a link to the page that is open.
    if (search === typedTo.current) return;
    typedTo.current = search;
    setTyped(search);
  }, [search]);
  const write = (part: { search: string; status?: "" }) => {
    typedTo.current = part.search;
    change(part);
  };
  return {
    search,
    status,
    isNarrowed: search !== "" || status !== undefined,
    typed,
    setStatus: (next: ExecutionStatus | "") => change({ status: next }),
    setSearch: (text: string) => {
      setTyped(text);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => write({ search: text.trim() }), searchAfterMs);
    },
    clear: () => {
      window.clearTimeout(timer.current);
      setTyped("");
      write({ search: "", status: "" });
    },
  };
}
export type HistoryFilter = ReturnType<typeof useHistoryFilter>;
