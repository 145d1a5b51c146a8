import type { Execution } from "@bunch/contracts/execution";
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";

/** Something that is done to each of these batches. */
type OnEach = { executions: readonly Execution[]; act: (id: string) => Promise<unknown> };

/** Does it to each. Of a set, a batch that has ended or changed meanwhile is left as it is; any other refusal is told, until the next press. */
export function useOnEach(isSet: boolean): UseMutationResult<void, Error, OnEach> {
  return useMutation({
    mutationFn: async ({ executions, act }: OnEach) => {
      const done = await Promise.allSettled(executions.map(({ id }) => act(id)));
      for (const one of done) {
        if (one.status === "fulfilled") continue;
        const isLate = asRefused(one.reason).error.code === "wrong_state";
        if (!isSet || !isLate) throw one.reason;
      }
    },
  });
}
