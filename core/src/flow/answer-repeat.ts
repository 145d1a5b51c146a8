import type { Submitted } from "../ports/execution-store.ts";
import { Problem } from "../problem.ts";

/** Answers a submission whose Idempotency-Key the user has used: with that batch, or with why there is none. */
export function answerRepeat(earlier: Exclude<Submitted, { is: "new" }>): { executionId: string } {
  switch (earlier.is) {
    case "repeat":
      return { executionId: earlier.executionId };
    case "other_body":
      throw new Problem(
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request. Send a new key for a new batch.",
        { field: "Idempotency-Key" },
      );
    case "deleted":
      throw new Problem(
        "idempotency_key_reused",
        "The batch of this Idempotency-Key was deleted; nothing is drawn or paid again. Send a new key to draw it anew.",
        { field: "Idempotency-Key" },
      );
    default:
      throw new Error(`Unknown answer ${JSON.stringify(earlier satisfies never)}`);
  }
}
