import type { RequestRefused } from "@bunch/contracts/client";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { requestProblem } from "../../language/request-problem.ts";

/** Why a batch cannot be run again, and what to do: what may be wrong is not in this request, but in the batch of then. */
export function runAgainProblem(refused: RequestRefused): MessageDescriptor {
  switch (refused.error.code) {
    case "unknown_model":
    case "ratio_not_taken":
    case "size_not_taken":
    case "too_many_references":
      return msg`The model no longer draws what this batch asks for. Start its prompts as a new batch.`;
    case "too_many_prompts":
      return msg`The server now takes fewer prompts at once. Start these as two new batches.`;
    case "wrong_state":
      return msg`A reference picture of this batch is gone. Start its prompts as a new batch, with the picture added anew.`;
    case "api_key_missing":
      return msg`The stored key can no longer be used. Type a Gemini key.`;
    default:
      return requestProblem(refused);
  }
}
