import type { RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconTableDown } from "@tabler/icons-react";
import { useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { asRefused } from "../../api/as-refused.ts";
import { downloadFile } from "../../api/download-file.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Note } from "../../ui/note.tsx";
import { DeleteBatch } from "./delete-batch.tsx";
import { RunAgain } from "./run-again.tsx";

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
  return (
    <>
      <RunAgain execution={execution} onStarted={props.onStarted} />
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
