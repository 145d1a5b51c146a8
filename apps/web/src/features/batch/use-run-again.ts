import type { RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { newUuid } from "../../new-uuid.ts";

const startDeadlineMs = 60_000;

/** Prices another run of a batch's workflow, and starts it once, however often it is pressed. */
export function useRunAgain(execution: Execution, onStarted: (executionId: string) => void) {
  const client = useClient();
  const [idempotencyKey, setIdempotencyKey] = useState(newUuid);
  const isUnderWay = useRef(false);
  const price = useQuery({
    queryKey: ["estimate", "workflow", execution.workflow_id],
    queryFn: ({ signal }) => client.estimate({ workflow_id: execution.workflow_id }, signal),
    // Prices change, and models go: what is paid for is asked each time.
    gcTime: 0,
    retry: false,
  });
  const mutation = useMutation<string, RequestRefused, { apiKey: string }>({
    mutationFn: async ({ apiKey }) => {
      try {
        const form = formOf(execution, apiKey);
        const signal = AbortSignal.timeout(startDeadlineMs);
        return (await client.execute(form, idempotencyKey, signal)).execution_id;
      } catch (cause) {
        const refused = asRefused(cause);
        if (refused.error.code === "idempotency_key_reused") setIdempotencyKey(newUuid());
        throw refused;
      }
    },
    onSuccess: onStarted,
    onSettled: () => {
      isUnderWay.current = false;
    },
  });
  return {
    price,
    problem: mutation.error,
    isStarting: mutation.isPending || mutation.isSuccess,
    start: (apiKey: string) => {
      if (isUnderWay.current || mutation.isSuccess) return;
      isUnderWay.current = true;
      mutation.mutate({ apiKey });
    },
  };
}

/** The cap is the batch's, not the workflow's: who set one wants it for the next run too. */
function formOf(execution: Execution, apiKey: string): FormData {
  const form = new FormData();
  form.set("workflow_id", execution.workflow_id);
  if (execution.name !== null) form.set("name", execution.name);
  if (execution.max_cost !== null) form.set("max_cost", String(execution.max_cost));
  if (apiKey.trim() !== "") form.set("api_key", apiKey.trim());
  return form;
}
