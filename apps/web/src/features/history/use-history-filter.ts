import { executionStatuses, type ExecutionStatus } from "@bunch/contracts/execution";
import { useSearchParams } from "react-router";

/** What the history is narrowed to, as the address has it. */
export function useHistoryFilter() {
  const [params, setParams] = useSearchParams();
  const search = params.get("search")?.trim().slice(0, 200) ?? "";
  const status = executionStatuses.find((one) => one === params.get("status"));
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
  return {
    search,
    status,
    isNarrowed: search !== "" || status !== undefined,
    setStatus: (next: ExecutionStatus | "") => change({ status: next }),
    setSearch: (next: string) => change({ search: next }),
    clear: () => change({ search: "", status: "" }),
  };
}
export type HistoryFilter = ReturnType<typeof useHistoryFilter>;
