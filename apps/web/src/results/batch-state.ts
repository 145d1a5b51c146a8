import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { pauseWords } from "../language/pause-words.ts";
import type { SlotState } from "./slot-state.ts";

/** How far a batch is, in words. */
export function useStatusWords(execution: Execution, vendor: string): string {
  const { t, i18n } = useLingui();
  const { stats, status, reason } = execution;
  const done = stats.successful + stats.failed + stats.cancelled;
  const failed = t`${plural(stats.failed, { one: "# failed", other: "# failed" })}`;
  const completed = t`${plural(stats.successful, { one: "# completed", other: "# completed" })}`;
  const cancelled = t`${plural(stats.cancelled, { one: "# cancelled", other: "# cancelled" })}`;
  const total = stats.total_results;
  const andFailed = stats.failed > 0 ? [failed] : [];
  switch (status) {
    case "pending":
    case "processing":
      return [t`${done} of ${total}`, ...andFailed].join(" · ");
    case "paused":
      return reason === null || reason.code === "user"
        ? t`Paused at ${done} of ${total}`
        : i18n._(pauseWords(reason.code, vendor).title);
    case "completed":
      return [completed, ...andFailed].join(" · ");
    case "cancelled":
      return [completed, ...andFailed, cancelled].join(" · ");
    case "failed":
      return failed;
    default:
      return status satisfies never;
  }
}

/** The state whose icon stands for the whole batch. */
export function wordState({ status }: Execution): SlotState {
  return status === "pending" ? "processing" : status;
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
