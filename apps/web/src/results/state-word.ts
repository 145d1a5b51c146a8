import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { SlotState } from "./slot-state.ts";

/** A picture's state in one or two words. */
export function stateWord(state: SlotState): MessageDescriptor {
  switch (state) {
    case "pending":
      return msg`Waiting`;
    case "processing":
      return msg`Under way`;
    case "completed":
      return msg`Completed`;
    case "failed":
      return msg`No picture`;
    case "refused":
      return msg`Refused`;
    case "uncertain":
      return msg`Uncertain`;
    case "paused":
      return msg`Paused`;
    case "cancelled":
      return msg`Cancelled`;
    default:
      return state satisfies never;
  }
}
