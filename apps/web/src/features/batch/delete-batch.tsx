import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useQuestion } from "../../ui/use-question.ts";

const DeleteDialog = lazy(async () => ({
  default: (await import("./delete-dialog.tsx")).DeleteDialog,
}));

/** Deletes a batch that is over, after a question that says what goes; with a name it is a small button in a row of many. */
export function DeleteBatch(props: { execution: Execution; name?: string; onDeleted: () => void }) {
  const { t } = useLingui();
  const { name } = props;
  const { button, times, isOpen, ask, close } = useQuestion();
  return (
    <>
      {name === undefined ? (
        <Button
          ref={button}
          onClick={ask}
          variant="stop"
          leftSection={<IconTrash size={20} stroke={1.6} aria-hidden />}
        >
          <Trans>Delete</Trans>
        </Button>
      ) : (
        <ActionIcon ref={button} onClick={ask} aria-label={t`Delete ${name}`} title={t`Delete`}>
          <IconTrash size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      )}
      {times > 0 ? (
        <Suspense>
          <DeleteDialog
            key={times}
            isOpen={isOpen}
            onClose={close}
            execution={props.execution}
            onDeleted={props.onDeleted}
          />
        </Suspense>
      ) : null}
    </>
  );
}
