import type { RequestRefused } from "@bunch/contracts/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { keysKey } from "../../api/use-keys.ts";
import { newUuid } from "../../new-uuid.ts";
import { useCompose } from "./compose-context.tsx";

/** What came of a start: one batch, or a set of them. */
export type Started = { executionId: string; setId: string | null };

const startDeadlineMs = 180_000;

/**
 * Starts the batch of the draft, once: the same Idempotency-Key goes with every press until one succeeds,
 * so that neither a double press nor a repeat after a broken line pays twice.
 */
export function useStartBatch(onStarted: (started: Started) => void) {
  const client = useClient();
  const queries = useQueryClient();
  const { draft } = useCompose();
  const isUnderWay = useRef(false);
  const mutation = useMutation<Started, RequestRefused, FormData>({
    mutationFn: async (form) => {
      const idempotencyKey = draft.store.get().idempotencyKey ?? newUuid();
      draft.note({ idempotencyKey });
      try {
        const signal = AbortSignal.timeout(startDeadlineMs);
        const answer = await client.execute(form, idempotencyKey, signal);
        return { executionId: answer.execution_id, setId: answer.set_id ?? null };
      } catch (cause) {
        const refused = asRefused(cause);
        // That key is spent on another body: the next press, now a knowing one, takes a new key.
        if (refused.error.code === "idempotency_key_reused") draft.note({ idempotencyKey: null });
        // Forgotten meanwhile, in another window: the list is asked anew, and says so.
        if (refused.error.details?.field?.startsWith("key_id"))
          await queries.invalidateQueries({ queryKey: keysKey });
        throw refused;
      }
    },
    onSuccess: (started) => {
      const { executionId, setId } = started;
      draft.note({ startedAs: executionId, startedSet: setId, idempotencyKey: null });
      onStarted(started);
    },
    onError: () => {
      isUnderWay.current = false;
    },
  });
  return {
    error: mutation.error,
    // Until the next page has come: one more press would be one more batch.
    isStarting: mutation.isPending || mutation.isSuccess,
    start: (form: FormData) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      mutation.mutate(form);
    },
  };
}
