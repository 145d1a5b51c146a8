import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { Dialog } from "../../ui/dialog.tsx";
import classes from "./processing.module.css";
import { useSaving } from "./saving.tsx";

/** Whether what is left shall really be cancelled, and what that saves. */
export function CancelQuestion(props: {
  isOpen: boolean;
  executions: readonly Execution[];
  isSet: boolean;
  onLetGoOn: () => void;
  onCancel: () => void;
}) {
  const { t } = useLingui();
  const saving = useSaving(props.executions);
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onLetGoOn}
      title={props.isSet ? t`Cancel all of these batches?` : t`Cancel the batch?`}
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
          onClick={props.onLetGoOn}
        >
          {props.isSet ? <Trans>Let them go on</Trans> : <Trans>Let it go on</Trans>}
        </Button>
        <Button variant="stop" onClick={props.onCancel}>
          <Trans>Cancel the rest</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
