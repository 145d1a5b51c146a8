import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { pauseWords } from "../language/pause-words.ts";
import type { SlotState } from "./slot-state.ts";

/** How far a batch is, in words, each of them in its own state: what came out looks well, what did not does not. */
export function useStatusWords(
  execution: Execution,
  vendor: string,
): { state: SlotState; word: string }[] {
  const { t, i18n } = useLingui();
  const { stats, status, reason } = execution;
  const done = stats.successful + stats.failed + stats.cancelled;
  const failed = t`${plural(stats.failed, { one: "# failed", other: "# failed" })}`;
  const completed = t`${plural(stats.successful, { one: "# completed", other: "# completed" })}`;
  const cancelled = t`${plural(stats.cancelled, { one: "# cancelled", other: "# cancelled" })}`;
  const total = stats.total_results;
  const andFailed = stats.failed > 0 ? [{ state: "failed" as const, word: failed }] : [];
  switch (status) {
    case "pending":
    case "processing":
      return [{ state: "processing", word: t`${done} of ${total}` }, ...andFailed];
    case "paused":
      return [
        {
          state: "paused",
          word:
            reason === null || reason.code === "user"
              ? t`Paused at ${done} of ${total}`
              : i18n._(pauseWords(reason.code, vendor).title),
        },
      ];
    case "completed":
      return [{ state: "completed", word: completed }, ...andFailed];
    case "cancelled":
      return [
        ...(stats.successful > 0 ? [{ state: "completed" as const, word: completed }] : []),
        ...andFailed,
        { state: "cancelled", word: cancelled },
      ];
    case "failed":
      return [{ state: "failed", word: failed }];
    default:
      return status satisfies never;
  }
}

/** The same as one sentence. */
export function inOneLine(words: readonly { word: string }[]): string {
  return words.map(({ word }) => word).join(" · ");
}

/** A state for each picture of a batch, the ended ones first. */
export function statesOf({ stats, status }: Execution): SlotState[] {
  const waiting = Math.max(0, stats.pending - stats.processing - stats.undecided);
  const fill = (count: number, state: SlotState) => Array.from({ length: count }, () => state);
  return [
    ...fill(stats.successful, "completed"),
    ...fill(stats.failed, "failed"),
    ...fill(stats.undecided, "uncertain"),
    ...fill(stats.processing, "processing"),
    ...fill(waiting, status === "paused" ? "paused" : "pending"),
    ...fill(stats.cancelled, "cancelled"),
  ];
}
