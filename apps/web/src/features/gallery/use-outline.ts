import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { askOutline } from "./ask-outline.ts";
import { joinOutline } from "./batch-outline.ts";

const everything = { search: "", found: null };

/**
 * The state and rating of every slot, which useLiveOutline has asked for again, and which slots a search finds, asked once:
 * prompts stay as they are.
 */
export function useOutline(id: string, search: string, isOver: boolean) {
  const client = useClient();
  const whole = useQuery({
    // When it is over it is asked once more: what was told last may be of a moment before.
    queryKey: ["results", id, "outline", isOver],
    queryFn: async ({ signal }) =>
      joinOutline(await askOutline(client, { id, search: "" }, signal), false),
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
  const looked = useQuery({
    queryKey: ["results", id, "found", search],
    queryFn: async ({ signal }) => ({
      search,
      found: joinOutline(await askOutline(client, { id, search }, signal), true).found,
    }),
    enabled: search !== "",
    // While a search is typed, what was found before stays.
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    structuralSharing: false,
  });
  const outline = whole.data;
  // The next letter does not wait until what was found is laid out.
  const { found, search: foundFor } = useDeferredValue(
    search === "" ? everything : (looked.data ?? everything),
  );
  // Whoever comes with a search in the address sees no picture that it does not find.
  const [firstSearch] = useState(search);
  const isFirst = search !== "" && search === firstSearch && looked.data === undefined;
  return {
    data: useMemo(
      () => (outline === undefined || isFirst ? undefined : { ...outline, found }),
      [outline, found, isFirst],
    ),
    /** The search that `data.found` answers; while one is typed, the one before. */
    foundFor,
    isPending: whole.isPending || (isFirst && looked.isPending),
    /** What is shown is not what is searched for yet. */
    isSearching: search !== "" && (looked.isPlaceholderData || looked.data === undefined),
    error: whole.error ?? looked.error,
    refetch: () => {
      void whole.refetch();
      if (search !== "") void looked.refetch();
    },
  };
}
