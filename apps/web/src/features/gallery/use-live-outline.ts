import type { Execution } from "@bunch/contracts/execution";
import { outlinedAtOnce } from "@bunch/contracts/outline";
import { useQueryClient } from "@tanstack/react-query";
import { useBatchNews } from "../../api/events/use-batch-news.ts";
import { useOutline } from "./use-outline.ts";

/** A long outline comes in several answers, and is asked for as much more seldom. */
const eachAnswerMs = 2000;

/** A batch's outline, asked for again when something has happened to the batch. */
export function useLiveOutline(execution: Execution, search: string, isOver: boolean) {
  const { id, stats } = execution;
  const queries = useQueryClient();
  const answers = Math.ceil(stats.total_results / outlinedAtOnce);
  const queryKey = ["results", id, "outline"];
  useBatchNews(
    isOver ? [] : [id],
    // One that is on its way is waited for: else a slow one would never come.
    () => void queries.invalidateQueries({ queryKey }, { cancelRefetch: false }),
    eachAnswerMs * answers,
  );
  return useOutline(id, search, isOver);
}
