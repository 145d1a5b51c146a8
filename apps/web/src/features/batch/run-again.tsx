import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useQuestion } from "../../ui/use-question.ts";

const RunAgainDialog = lazy(async () => ({
  default: (await import("./run-again-dialog.tsx")).RunAgainDialog,
}));

/** Draws a batch once more, after a question that says what it costs; with a name it is a small button in a row of many. */
export function RunAgain(props: {
  execution: Execution;
  name?: string;
  onStarted: (executionId: string) => void;
}) {
  const { t } = useLingui();
  const { name } = props;
  const { button, times, isOpen, ask, close } = useQuestion();
  return (
    <>
      {name === undefined ? (
        <Button
          ref={button}
          onClick={ask}
          leftSection={<IconRefresh size={20} stroke={1.6} aria-hidden />}
        >
          <Trans>Run again</Trans>
        </Button>
      ) : (
        <ActionIcon
          ref={button}
          onClick={ask}
          aria-label={t`Run ${name} again`}
          title={t`Run again`}
        >
          <IconRefresh size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      )}
      {times > 0 ? (
        <Suspense>
          <RunAgainDialog
            key={times}
            isOpen={isOpen}
            onClose={close}
            execution={props.execution}
            onStarted={props.onStarted}
          />
        </Suspense>
      ) : null}
    </>
  );
}
