import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSquare } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { isOver } from "../../results/is-over.ts";
import classes from "./processing.module.css";
import { useSaving } from "./saving.tsx";
import type { WatchedBatch } from "./watched-batch.ts";

const Dialog = lazy(async () => ({ default: (await import("../../ui/dialog.tsx")).Dialog }));

/** Pause, resume, cancel; a cancel is asked twice, with what it saves. */
export function BatchControls({ batch }: { batch: WatchedBatch }) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const { execution } = batch;
  const [isAsking, setIsAsking] = useState(false);
  const [hasAsked, setHasAsked] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setIsAsking(false);
    // The dialog was not there before it was first asked for, so it does not know where the focus came from.
    window.setTimeout(() => button.current?.focus());
  };
  const saving = useSaving(execution);
  const pause = useMutation({ mutationFn: () => client.pause(execution.id) });
  const cancel = useMutation({ mutationFn: () => client.cancel(execution.id) });
  const problem = pause.error ?? cancel.error;
  // Once it is over the page gives way to the next; until then the buttons keep their room, so that nothing jumps.
  const isEnded = isOver(execution);
  return (
    <>
      {execution.status === "paused" ? null : (
        <Button
          leftSection={<IconPlayerPause size={20} stroke={1.6} aria-hidden />}
          aria-disabled={pause.isPending || isEnded || undefined}
          onClick={() => pause.isPending || isEnded || pause.mutate()}
        >
          <Trans>Pause</Trans>
        </Button>
      )}
      <Button
        ref={button}
        variant="stop"
        leftSection={<IconSquare size={20} stroke={1.6} aria-hidden />}
        aria-disabled={isEnded || undefined}
        onClick={() => {
          if (isEnded) return;
          setHasAsked(true);
          setIsAsking(true);
        }}
      >
        <Trans>Cancel the batch</Trans>
      </Button>
      {problem ? (
        <p className={classes.error} role="alert">
          {i18n._(requestProblem(asRefused(problem)))}
        </p>
      ) : null}
      {hasAsked ? (
        <Suspense>
          <Dialog
            isOpen={isAsking}
            onClose={close}
            title={t`Cancel the batch?`}
            closeLabel={t`Close`}
          >
            <p className={classes.question}>{saving}</p>
            <p className={classes.said}>
              <Trans>The pictures that are done stay.</Trans>
            </p>
            <div className={classes.choices}>
              <Button
                data-autofocus
                leftSection={<IconPlayerPlay size={20} stroke={1.6} aria-hidden />}
                onClick={close}
              >
                <Trans>Let it go on</Trans>
              </Button>
              <Button
                variant="stop"
                onClick={() => {
                  cancel.mutate();
                  close();
                }}
              >
                <Trans>Cancel the rest</Trans>
              </Button>
            </div>
          </Dialog>
        </Suspense>
      ) : null}
    </>
  );
}
