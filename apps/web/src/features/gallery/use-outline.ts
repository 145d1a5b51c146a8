import { outlinedAtOnce, type Outline } from "@bunch/contracts/outline";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useClient } from "../../api/client-context.ts";
import { joinOutline } from "./batch-outline.ts";

const mostWindows = 100;

/** The state and rating of every slot, window by window; useLiveOutline has it asked for again. */
export function useOutline(id: string, search: string, isOver: boolean) {
  const client = useClient();
  return useQuery({
    // When it is over it is asked once more: what was told last may be of a moment before.
    queryKey: ["results", id, "outline", search, isOver],
    queryFn: async ({ signal }) => {
      const windows: Outline[] = [];
      let from = 0;
      for (let asked = 0; asked < mostWindows; asked += 1) {
        const query = { from, limit: outlinedAtOnce, ...(search ? { search } : {}) };
        // One after the other: each says how many are left.
        const window = await client.outline(id, query, signal);
        windows.push(window);
        from = window.from + window.states.length;
        if (from >= window.count || window.states.length === 0) break;
      }
      return joinOutline(windows, search !== "");
    },
    // While a search is typed, what was found before stays.
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}
