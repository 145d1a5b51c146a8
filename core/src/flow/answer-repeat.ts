import type { ExecutionStore, Submitted } from "../ports/execution-store.ts";
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

/**
 * Answers a submission under a key that was used, before anything is done for it. A limit may be used up by the very first
 * one of two that came together: so whoever is refused by one is looked for once more.
 */
export async function unlessRepeat(
  doors: { executions: ExecutionStore },
  input: { userId: string; idempotency: { key: string; digest: string } | null },
  submit: () => Promise<{ executionId: string }>,
): Promise<{ executionId: string }> {
  const { userId, idempotency } = input;
  if (idempotency === null) return submit();
  const look = () => doors.executions.findRepeat({ userId, ...idempotency });
  const before = await look();
  if (before.is !== "new") return answerRepeat(before);
  try {
    return await submit();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "over_limit") throw error;
    const meanwhile = await look();
    if (meanwhile.is === "new") throw error;
    return answerRepeat(meanwhile);
  }
}
