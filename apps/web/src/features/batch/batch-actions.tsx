import type { RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconRefresh, IconTableDown } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { asRefused } from "../../api/as-refused.ts";
import { downloadFile } from "../../api/download-file.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Note } from "../../ui/note.tsx";
import { DeleteBatch } from "./delete-batch.tsx";
import { useQuestion } from "../../ui/use-question.ts";

const RunAgainDialog = lazy(async () => ({
  default: (await import("./run-again-dialog.tsx")).RunAgainDialog,
}));

/** What can be done with a batch that is over: draw it again, take its list away, delete it. */
export function BatchActions(props: {
  execution: Execution;
  onStarted: (executionId: string) => void;
  onDeleted: () => void;
}) {
  const { execution } = props;
  const client = useClient();
  const { i18n } = useLingui();
  const [problem, setProblem] = useState<RequestRefused | null>(null);
  const { button, times, isOpen, ask, close } = useQuestion();
  return (
    <>
      <Button
        ref={button}
        onClick={ask}
        leftSection={<IconRefresh size={20} stroke={1.6} aria-hidden />}
      >
        <Trans>Run again</Trans>
      </Button>
      {times > 0 ? (
        <Suspense>
          <RunAgainDialog
            key={times}
            isOpen={isOpen}
            onClose={close}
            execution={execution}
            onStarted={props.onStarted}
          />
        </Suspense>
      ) : null}
      <Button
        component="a"
        href={client.urlOf("manifestCsv", execution.id)}
        download
        onClick={(event) => {
          if (client.signedIn === null) return;
          event.preventDefault();
          setProblem(null);
          downloadFile(client, event.currentTarget.href, `${execution.id}.csv`).catch((cause) =>
            setProblem(asRefused(cause)),
          );
        }}
        leftSection={<IconTableDown size={20} stroke={1.6} aria-hidden />}
      >
        <Trans>List (CSV)</Trans>
      </Button>
      <DeleteBatch execution={execution} onDeleted={props.onDeleted} />
      {problem ? (
        <Note kind="problem" role="alert">
          {i18n._(requestProblem(problem))}
        </Note>
      ) : null}
    </>
  );
}
