import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { useCompose } from "../features/compose/compose-context.tsx";
import { DeleteBatch } from "../features/batch/delete-batch.tsx";
import { RenameField } from "../features/batch/rename-field.tsx";
import { RunAgain } from "../features/batch/run-again.tsx";
import { BatchList } from "../features/history/batch-list.tsx";
import { isOver } from "../results/is-over.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

/** `/nano-banana/executions`: the history. */
export function BatchesPage() {
  const { t } = useLingui();
  const { beginAnew } = useCompose();
  return (
    <PageFrame
      heading={<Heading title={t`Batches`}>{t`Batches`}</Heading>}
      actions={
        <Button
          variant="go"
          component={Link}
          to={addresses.configure}
          onClick={beginAnew}
          leftSection={<IconPlus size={20} stroke={1.6} aria-hidden />}
        >
          <Trans>New batch</Trans>
        </Button>
      }
    >
      <BatchList actionsOf={actionsOf} renameOf={renameOf} />
    </PageFrame>
  );
}

function actionsOf(execution: Execution, name: string) {
  return isOver(execution) ? <RowActions execution={execution} name={name} /> : null;
}

function renameOf(execution: Execution, onDone: () => void) {
  return <RenameField execution={execution} onDone={onDone} />;
}

/** What is over can be drawn again, and deleted. */
function RowActions({ execution, name }: { execution: Execution; name: string }) {
  const navigate = useNavigate();
  return (
    <>
      <RunAgain
        execution={execution}
        name={name}
        onStarted={(id) => void navigate(addresses.processing(id))}
      />
      <DeleteBatch execution={execution} name={name} onDeleted={focusHeading} />
    </>
  );
}

/** The row that had the focus is gone: who goes by keyboard or ear goes on at the head of the list. */
function focusHeading() {
  window.setTimeout(() => document.querySelector<HTMLElement>("main h1")?.focus());
}
