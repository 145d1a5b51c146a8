import type { Result } from "@bunch/contracts/result";

/** What a slot shows: a result's state as people tell it apart. */
export type SlotState =
  | "pending"
  | "processing"
  | "completed"
  | "failed"
  | "refused"
  | "uncertain"
  | "paused"
  | "cancelled";

/** Tells a failed result's kinds apart, and of those that wait, one that may be charged already or whose batch is paused. */
export function slotStateOf(
  result: Pick<Result, "status" | "error_code" | "needs_decision">,
  isPaused: boolean,
): SlotState {
  switch (result.status) {
    case "pending":
      if (result.needs_decision) return "uncertain";
      return isPaused ? "paused" : "pending";
    case "processing":
    case "completed":
    case "cancelled":
      return result.status;
    case "failed":
      return failureKind(result.error_code);
    default:
      return result.status satisfies never;
  }
}

function failureKind(code: Result["error_code"]): SlotState {
  if (code === "refused" || code === "filtered") return "refused";
  if (code === "doubted" || code === "unanswered") return "uncertain";
  return "failed";
}
