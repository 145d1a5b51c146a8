import type { ExecutionStatus } from "@bunch/contracts/execution";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What a batch's state is called where batches are chosen by it. */
export function batchStateWords(status: ExecutionStatus): MessageDescriptor {
  switch (status) {
    case "pending":
      return msg`not begun`;
    case "processing":
      return msg`running`;
    case "paused":
      return msg`paused`;
    case "completed":
      return msg`completed`;
    case "cancelled":
      return msg`cancelled`;
    case "failed":
      return msg`failed`;
    default:
      return status satisfies never;
  }
}
