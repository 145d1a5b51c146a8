import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import { addresses } from "../addresses.ts";
import { ArchiveButton } from "../features/archive/archive-button.tsx";
import { BatchActions } from "../features/batch/batch-actions.tsx";
import { RenameTitle } from "../features/batch/rename-title.tsx";
import { BatchFacts } from "../features/gallery/batch-facts.tsx";
import { Gallery } from "../features/gallery/gallery.tsx";
import { isOver } from "../results/is-over.ts";
import { useFormats } from "../language/use-formats.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { doubtOf, doubtsOf } from "./doubts.tsx";
import { useAsReference } from "./use-as-reference.ts";
import { usePromptsAgain } from "./use-prompts-again.ts";
import { useWhose } from "./use-whose.ts";
import { SideBySide } from "./side-by-side.tsx";
import { ExecutionGate } from "./execution-gate.tsx";
import classes from "./results-page.module.css";

/** `/nano-banana/executions/:id`: the results page; admins look at those of others on it. */
export function ResultsPage() {
  const { t } = useLingui();
  const { id = "" } = useParams();
  const whose = useWhose();
  return (
    <ExecutionGate id={id} title={t`Results`} above={<Crumb whose={whose} />}>
      {(execution) => <Results execution={execution} whose={whose} />}
    </ExecutionGate>
  );
}

function Results({ execution, whose }: { execution: Execution; whose: string | null }) {
  const { t } = useLingui();
  const formats = useFormats();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const onReferences = useAsReference();
  const onPrompts = usePromptsAgain();
  const moment = formats.shortMoment(execution.created_at);
  const name = execution.name ?? t`Batch of ${moment}`;
  const heading = <Heading title={t`Results · ${name}`}>{name}</Heading>;
  return (
    <PageFrame
      above={<Crumb whose={whose} />}
      heading={whose === null ? <RenameTitle execution={execution} heading={heading} /> : heading}
      sub={
        <>
          {whose === null ? null : (
            <p className={classes.whose}>
              <Trans>A batch of {whose}: you look at it as an admin.</Trans>
            </p>
          )}
          <BatchFacts execution={execution} />
          {whose === null ? <SideBySide execution={execution} /> : null}
        </>
      }
      actions={
        isOver(execution) ? (
          <>
            <ArchiveButton execution={execution} />
            {whose === null ? (
              <BatchActions
                execution={execution}
                onStarted={(id) => void navigate(addresses.processing(id))}
                onDeleted={() => void navigate(addresses.batches)}
              />
            ) : null}
          </>
        ) : null
      }
    >
      <Gallery
        execution={execution}
        isOver={isOver(execution)}
        isOthers={whose !== null}
        onReferences={onReferences}
        onPrompts={onPrompts}
        doubts={doubtsOf(execution)}
        doubtOf={whose === null ? doubtOf : nothing}
        onRetried={() => {
          queries.removeQueries({ queryKey: ["execution", execution.id] });
          queries.removeQueries({ queryKey: ["results", execution.id] });
          void navigate(addresses.processing(execution.id));
        }}
      />
    </PageFrame>
  );
}

function nothing() {
  return null;
}

function Crumb({ whose }: { whose: string | null }) {
  return (
    <Link
      className={classes.crumb}
      to={whose === null ? addresses.batches : addresses.adminBatches}
    >
      <IconArrowLeft size={16} stroke={1.8} aria-hidden />
      {whose === null ? <Trans>All batches</Trans> : <Trans>Everybody’s batches</Trans>}
    </Link>
  );
}
