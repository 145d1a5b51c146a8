import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNavigate, useParams } from "react-router";
import { addresses } from "../addresses.ts";
import { useClient } from "../api/client-context.ts";
import { Processing } from "../features/progress/processing.tsx";
import { useWatch } from "../features/progress/use-watch.ts";
import { doubtsOf } from "./doubts.tsx";
import { usePromptsAgain } from "./use-prompts-again.ts";
import { WizardSteps } from "./wizard-steps.tsx";

/** `/nano-banana/executions/:id/processing`: live; when all has ended it gives way to the last step. */
export function ProcessingPage() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const watch = useWatch(id);
  const isOver = watch.line === "over";
  const queries = useQueryClient();
  const client = useClient();
  const onPrompts = usePromptsAgain();
  useEffect(() => {
    if (!isOver) return;
    void queries.invalidateQueries({ queryKey: ["results", id] });
    void queries.invalidateQueries({ queryKey: ["executions"] });
    // The last step tells what the server tells, not what was put together from events.
    const queryFn = () => client.getExecution(id);
    void queries
      .fetchQuery({ queryKey: ["execution", id], queryFn, staleTime: 0 })
      .catch(() => null)
      .then(() => navigate(addresses.finished(id), { replace: true }));
  }, [isOver, id, client, navigate, queries]);
  return (
    <Processing
      watch={watch}
      steps={<WizardSteps current={3} />}
      doubtsOf={doubtsOf}
      onPrompts={onPrompts}
    />
  );
}
