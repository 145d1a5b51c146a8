import type { Execution } from "@bunch/contracts/execution";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { isFree } from "../../results/is-free.ts";
import { Dialog } from "../../ui/dialog.tsx";
import classes from "./batch.module.css";

/** Asks once more before a batch is deleted, and says what goes and what stays. */
export function DeleteDialog(props: {
  execution: Execution;
  isOpen: boolean;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const queries = useQueryClient();
  const formats = useFormats();
  const { execution } = props;
  const pictures = execution.stats.successful;
  const spent = formats.total(execution.stats.total_cost);
  const remove = useMutation({
    mutationFn: async () => {
      try {
        await client.remove(execution.id);
      } catch (cause) {
        // Deleted already, in another window or by a press whose answer was lost: what was asked for is so.
        if (asRefused(cause).status !== 404) throw cause;
      }
    },
    onSuccess: async () => {
      props.onClose();
      props.onDeleted();
      await queries.invalidateQueries({ queryKey: ["executions"] });
    },
  });
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={t`Delete this batch?`}
      closeLabel={t`Close`}
    >
      <div className={classes.words}>
        <p>
          {pictures === 0 ? (
            <Trans>Its prompts go for good.</Trans>
          ) : (
            <Plural
              value={pictures}
              one="Its picture and prompts go for good. Download first what you want to keep."
              other="Its # pictures and prompts go for good. Download first what you want to keep."
            />
          )}
        </p>
        {isFree(execution) ? null : (
          <p className="small muted">
            <Trans>What it cost, {spent}, stays on the books.</Trans>
          </p>
        )}
      </div>
      {remove.error ? (
        <p className={classes.error} role="alert">
          {i18n._(requestProblem(asRefused(remove.error)))}
        </p>
      ) : null}
      <div className={classes.choices}>
        <Button data-autofocus onClick={props.onClose}>
          <Trans>Keep it</Trans>
        </Button>
        <Button
          variant="stop"
          aria-disabled={remove.isPending || undefined}
          onClick={() => remove.isPending || remove.mutate()}
        >
          {remove.isPending ? <Trans>Deleting</Trans> : <Trans>Delete for good</Trans>}
        </Button>
      </div>
    </Dialog>
  );
}
