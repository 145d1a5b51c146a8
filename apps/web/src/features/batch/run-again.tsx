import type { Execution } from "@bunch/contracts/execution";
import { useLingui } from "@lingui/react/macro";
import { IconRefresh } from "@tabler/icons-react";
import { lazy } from "react";
import { AskingButton } from "./asking-button.tsx";
import { withWords } from "../../language/activate-language.ts";

const RunAgainDialog = lazy(async () => ({
  default: (await withWords(import("./run-again-dialog.tsx"))).RunAgainDialog,
}));

/** Draws a batch once more, after a question that says what it costs; with a name it is a small button in a row of many. */
export function RunAgain(props: {
  execution: Execution;
  name?: string;
  onStarted: (executionId: string) => void;
}) {
  const { t } = useLingui();
  const { name } = props;
  return (
    <AskingButton
      label={t`Run again`}
      inRow={name === undefined ? undefined : t`Run ${name} again`}
      icon={<IconRefresh size={20} stroke={1.6} aria-hidden />}
    >
      {(question) => (
        <RunAgainDialog {...question} execution={props.execution} onStarted={props.onStarted} />
      )}
    </AskingButton>
  );
}
