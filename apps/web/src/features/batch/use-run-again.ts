import type { RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { keysKey } from "../../api/use-keys.ts";
import { newUuid } from "../../new-uuid.ts";

/** What is said of the key; nothing for the batch's own. */
type GivenKey = () => Promise<{ api_key?: string; key_id?: string }>;

const startDeadlineMs = 60_000;

/** Prices another run of a batch's workflow, and starts it once, however often it is pressed. */
export function useRunAgain(execution: Execution, onStarted: (executionId: string) => void) {
  const client = useClient();
  const queries = useQueryClient();
  const [idempotencyKey, setIdempotencyKey] = useState(newUuid);
  const isUnderWay = useRef(false);
  const price = useQuery({
    queryKey: ["estimate", "workflow", execution.workflow_id],
    queryFn: ({ signal }) => client.estimate({ workflow_id: execution.workflow_id }, signal),
    // Prices change, and models go: what is paid for is asked each time.
    gcTime: 0,
    retry: false,
  });
  const mutation = useMutation<string, RequestRefused, GivenKey>({
    mutationFn: async (givenKey) => {
      try {
        const form = formOf(execution, await givenKey());
        const signal = AbortSignal.timeout(startDeadlineMs);
        return (await client.execute(form, idempotencyKey, signal)).execution_id;
      } catch (cause) {
        const refused = asRefused(cause);
        if (refused.error.details?.field === "key_id")
          await queries.invalidateQueries({ queryKey: keysKey });
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
    start: (givenKey: GivenKey) => {
      if (isUnderWay.current || mutation.isSuccess) return;
      isUnderWay.current = true;
      mutation.mutate(givenKey);
    },
  };
}

/** The cap is the batch's, not the workflow's: who set one wants it for the next run too. */
function formOf(execution: Execution, key: Awaited<ReturnType<GivenKey>>): FormData {
  const form = new FormData();
  form.set("workflow_id", execution.workflow_id);
  if (execution.name !== null) form.set("name", execution.name);
  if (execution.max_cost !== null) form.set("max_cost", String(execution.max_cost));
  for (const [field, value] of Object.entries(key)) form.set(field, value);
  return form;
}
