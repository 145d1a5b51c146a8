import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import { addresses } from "../addresses.ts";
import { BatchActions } from "../features/batch/batch-actions.tsx";
import { BatchFacts } from "../features/gallery/batch-facts.tsx";
import { Gallery } from "../features/gallery/gallery.tsx";
import { isOver } from "../features/progress/watched-batch.ts";
import { useFormats } from "../language/use-formats.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { doubtOf, doubtsOf } from "./doubts.tsx";
import { ExecutionGate } from "./execution-gate.tsx";
import classes from "./results-page.module.css";

/** `/nano-banana/executions/:id`: the results page. */
export function ResultsPage() {
  const { t } = useLingui();
  const { id = "" } = useParams();
  return (
    <ExecutionGate id={id} title={t`Results`} above={<Crumb />}>
      {(execution) => <Results execution={execution} />}
    </ExecutionGate>
  );
}

function Results({ execution }: { execution: Execution }) {
  const { t } = useLingui();
  const formats = useFormats();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const moment = formats.shortMoment(execution.created_at);
  const name = execution.name ?? t`Batch of ${moment}`;
  return (
    <PageFrame
      above={<Crumb />}
      heading={<Heading title={t`Results · ${name}`}>{name}</Heading>}
      sub={<BatchFacts execution={execution} />}
      actions={
        isOver(execution) ? (
          <BatchActions
            execution={execution}
            onStarted={(id) => void navigate(addresses.processing(id))}
            onDeleted={() => void navigate(addresses.batches)}
          />
        ) : null
      }
    >
      <Gallery
        execution={execution}
        isOver={isOver(execution)}
        doubts={doubtsOf(execution)}
        doubtOf={doubtOf}
        onRetried={() => {
          queries.removeQueries({ queryKey: ["execution", execution.id] });
          queries.removeQueries({ queryKey: ["results", execution.id] });
          void navigate(addresses.processing(execution.id));
        }}
      />
    </PageFrame>
  );
}

function Crumb() {
  return (
    <Link className={classes.crumb} to={addresses.batches}>
      <IconArrowLeft size={16} stroke={1.8} aria-hidden />
      <Trans>All batches</Trans>
    </Link>
  );
}
