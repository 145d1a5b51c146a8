import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { useSteady } from "../../ui/use-steady.ts";
import { type Filter, readFilter, writeFilter } from "./show.ts";

/** What is asked for, as the address has it. */
export function useFilter() {
  const [params, setParams] = useSearchParams();
  const asked = writeFilter(new URLSearchParams(), readFilter(params)).toString();
  // The same as long as nothing of it changes, whatever else the address has.
  const filter = useMemo(() => readFilter(new URLSearchParams(asked)), [asked]);
  // What was changed a moment ago stands in the address already, and not yet on the screen.
  const write = useSteady((next: (before: URLSearchParams) => URLSearchParams) =>
    setParams(next(new URLSearchParams(window.location.search)), {
      replace: true,
      preventScrollReset: true,
    }),
  );
  const change = useSteady((part: Partial<Filter>) =>
    write((before) => writeFilter(before, { ...readFilter(before), ...part })),
  );
  return {
    filter,
    /** The filter's part of the address. */
    asked,
    params,
    change,
    clear: () => change({ show: "all", search: "", stars: "any", rejected: "shown" }),
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
