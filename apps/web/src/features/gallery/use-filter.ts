import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { type Filter, readFilter, writeFilter } from "./show.ts";

const searchAfterMs = 250;

/** What is asked for, as the address has it; the search goes there a moment after the last letter. */
export function useFilter() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const [typed, setTyped] = useState(filter.search);
  const timer = useRef<number | undefined>(undefined);
  const write = (next: (before: URLSearchParams) => URLSearchParams) =>
    setParams(next, { replace: true, preventScrollReset: true });
  const change = (part: Partial<Filter>) =>
    write((before) => writeFilter(before, { ...readFilter(before), ...part }));
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return {
    filter,
    params,
    typed,
    change,
    search: (text: string) => {
      setTyped(text);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => change({ search: text.trim() }), searchAfterMs);
    },
    clear: () => {
      window.clearTimeout(timer.current);
      setTyped("");
      change({ show: "all", search: "", stars: "any", rejected: "shown" });
    },
    /** Sets or takes away another part of the address: the open picture, those compared. */
    setPart: (name: string, value: string | null) =>
      write((before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      }),
  };
}
export type FilterInAddress = ReturnType<typeof useFilter>;
