import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSquare } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Dialog } from "../../ui/dialog.tsx";
import classes from "./processing.module.css";
import { useSaving } from "./saving.tsx";
import type { WatchedBatch } from "./watched-batch.ts";

/** Pause, resume, cancel; a cancel is asked twice, with what it saves. */
export function BatchControls({ batch }: { batch: WatchedBatch }) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const { execution } = batch;
  const [isAsking, setIsAsking] = useState(false);
  const saving = useSaving(execution);
  const pause = useMutation({ mutationFn: () => client.pause(execution.id) });
  const cancel = useMutation({ mutationFn: () => client.cancel(execution.id) });
  const problem = pause.error ?? cancel.error;
  const isRunning = execution.status === "processing" || execution.status === "pending";
  if (!isRunning && execution.status !== "paused") return null;
  return (
    <>
      {isRunning ? (
        <Button
          leftSection={<IconPlayerPause size={20} stroke={1.6} aria-hidden />}
          aria-disabled={pause.isPending || undefined}
          onClick={() => pause.isPending || pause.mutate()}
        >
          <Trans>Pause</Trans>
        </Button>
      ) : null}
      <Button
        variant="stop"
        leftSection={<IconSquare size={20} stroke={1.6} aria-hidden />}
        onClick={() => setIsAsking(true)}
      >
        <Trans>Cancel the batch</Trans>
      </Button>
      {problem ? (
        <p className={classes.error} role="alert">
          {i18n._(requestProblem(asRefused(problem)))}
        </p>
      ) : null}
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={t`Cancel the batch?`}
        closeLabel={t`Close`}
      >
        <p>{saving}</p>
        <p className={classes.said}>
          <Trans>The pictures that are done stay.</Trans>
        </p>
        <div className={classes.choices}>
          <Button
            data-autofocus
            leftSection={<IconPlayerPlay size={20} stroke={1.6} aria-hidden />}
            onClick={() => setIsAsking(false)}
          >
            <Trans>Let it go on</Trans>
          </Button>
          <Button
            variant="stop"
            onClick={() => {
              cancel.mutate();
              setIsAsking(false);
            }}
          >
            <Trans>Cancel the rest</Trans>
          </Button>
        </div>
      </Dialog>
    </>
  );
}
