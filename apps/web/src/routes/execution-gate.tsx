import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { asRefused } from "../api/as-refused.ts";
import { useExecution } from "../api/use-execution.ts";
import { useAreNamesComing } from "../api/use-model-name.ts";
import { requestProblem } from "../language/request-problem.ts";
import { Heading } from "../ui/heading.tsx";
import { Note } from "../ui/note.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { Waiting } from "../ui/waiting.tsx";

/** Shows a page once its execution is there, and what its model is called; until then that it comes, or why it does not. */
export function ExecutionGate(props: {
  id: string;
  title: string;
  above: ReactNode;
  children: (execution: Execution) => ReactNode;
}) {
  const { i18n } = useLingui();
  const execution = useExecution(props.id);
  const areNamesComing = useAreNamesComing();
  if (execution.data && !areNamesComing) return props.children(execution.data);
  return (
    <PageFrame above={props.above} heading={<Heading title={props.title}>{props.title}</Heading>}>
      {execution.error ? (
        <Note
          kind="problem"
          role="alert"
          action={
            <Button onClick={() => void execution.refetch()}>
              <Trans>Try again</Trans>
            </Button>
          }
        >
          {i18n._(requestProblem(asRefused(execution.error)))}
        </Note>
      ) : (
        <Waiting>
          <Trans>Looking up the batch</Trans>
        </Waiting>
      )}
    </PageFrame>
  );
}
