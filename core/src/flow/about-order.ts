import type { WorkOrder } from "../ports/ledger.ts";

/** What every log line about a result holds: by them it is found from the request that asked for it, and from its batch. */
export function aboutOrder(
  { requestId, executionId, resultId }: WorkOrder,
  attemptId: string | null,
) {
  return {
    ...(requestId === null ? {} : { requestId }),
    executionId,
    resultId,
    ...(attemptId === null ? {} : { attemptId }),
  };
}
