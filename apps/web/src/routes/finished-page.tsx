import type { Execution } from "@bunch/contracts/execution";
import { useLingui } from "@lingui/react/macro";
import { Navigate, useParams } from "react-router";
import { addresses } from "../addresses.ts";
import { ArchiveButton } from "../features/archive/archive-button.tsx";
import { useCompose } from "../features/compose/compose-context.tsx";
import { Finished } from "../features/progress/finished.tsx";
import { isOver } from "../results/is-over.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { ExecutionGate } from "./execution-gate.tsx";
import { SideBySide } from "./side-by-side.tsx";
import { WizardSteps } from "./wizard-steps.tsx";

/** `/nano-banana/executions/:id/done`: the wizard's last step. */
export function FinishedPage() {
  const { t } = useLingui();
  const { id = "" } = useParams();
  const steps = <WizardSteps current={4} />;
  return (
    <ExecutionGate id={id} title={t`Results`} above={steps}>
      {(execution) => <Done execution={execution} steps={steps} />}
    </ExecutionGate>
  );
}

function Done({ execution, steps }: { execution: Execution; steps: React.ReactNode }) {
  const { t } = useLingui();
  const { beginAnew } = useCompose();
  if (!isOver(execution)) return <Navigate to={addresses.processing(execution.id)} replace />;
  return (
    <PageFrame
      above={steps}
      heading={<Heading title={t`Results`}>{t`Results`}</Heading>}
      sub={
        <>
          {execution.name}
          <SideBySide execution={execution} />
        </>
      }
    >
      <Finished
        execution={execution}
        archive={<ArchiveButton execution={execution} size="lg" />}
        onNewBatch={beginAnew}
      />
    </PageFrame>
  );
}
