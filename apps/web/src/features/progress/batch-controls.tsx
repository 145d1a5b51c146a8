import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSquare } from "@tabler/icons-react";
import { lazy, type MouseEvent, Suspense } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { withWords } from "../../language/activate-language.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { isOver } from "../../results/is-over.ts";
import { useQuestion } from "../../ui/use-question.ts";
import classes from "./processing.module.css";
import { useOnEach } from "./use-on-each.ts";

const CancelQuestion = lazy(async () => ({
  default: (await withWords(import("./cancel-question.tsx"))).CancelQuestion,
}));

/** Pause, resume, cancel, of one batch or of all of a set together; a cancel is asked twice, with what it saves. */
export function BatchControls(props: { executions: readonly Execution[]; isSet?: boolean }) {
  const { executions, isSet = false } = props;
  const { i18n } = useLingui();
  const client = useClient();
  const { button, times, isOpen, ask, close } = useQuestion();
  const doing = useOnEach(isSet);
  const open = executions.filter((one) => !isOver(one));
  // What was cancelled is open while something of it is under way, and nothing more can be done about it.
  const changeable = open.filter(({ status }) => status !== "cancelled");
  const running = changeable.filter(({ status }) => status !== "paused");
  const restingByChoice = changeable.filter(({ reason }) => reason?.code === "user");
  // Once it is over the buttons keep their room, so that nothing jumps.
  const isEnded = changeable.length === 0;
  const isBusy = doing.isPending || isEnded;
  /** The second click of a double click would take back what the first one did, as pause and resume stand in one place. */
  const once = (act: () => void) => (event: MouseEvent) => {
    if (!isBusy && event.detail <= 1) act();
  };
  return (
    <>
      {running.length > 0 || isEnded ? (
        <Button
          leftSection={<IconPlayerPause size={20} stroke={1.6} aria-hidden />}
          aria-disabled={isBusy || undefined}
          onClick={once(() => doing.mutate({ executions: running, act: client.pause }))}
        >
          {isSet ? <Trans>Pause all</Trans> : <Trans>Pause</Trans>}
        </Button>
      ) : isSet && restingByChoice.length > 0 ? (
        // Of a single batch it stands with the reason of its pause.
        <Button
          leftSection={<IconPlayerPlay size={20} stroke={1.6} aria-hidden />}
          aria-disabled={isBusy || undefined}
          onClick={once(() =>
            doing.mutate({ executions: restingByChoice, act: (id) => client.resume(id, {}) }),
          )}
        >
          <Trans>Resume all</Trans>
        </Button>
      ) : null}
      <Button
        ref={button}
        variant="stop"
        leftSection={<IconSquare size={20} stroke={1.6} aria-hidden />}
        aria-disabled={isEnded || undefined}
        onClick={() => isEnded || ask()}
      >
        {isSet ? <Trans>Cancel all</Trans> : <Trans>Cancel the batch</Trans>}
      </Button>
      {doing.error ? (
        <p className={classes.error} role="alert">
          {i18n._(requestProblem(asRefused(doing.error)))}
        </p>
      ) : null}
      {times > 0 ? (
        <Suspense>
          <CancelQuestion
            isOpen={isOpen}
            executions={executions}
            isSet={isSet}
            onLetGoOn={close}
            onCancel={() => {
              doing.mutate({ executions: changeable, act: client.cancel });
              close();
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}
