import type { Webhook } from "@bunch/contracts/webhook";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Dialog } from "../../ui/dialog.tsx";
import dialog from "../../ui/dialog.module.css";
import { Note } from "../../ui/note.tsx";
import { focusSection } from "../../ui/section.tsx";
import classes from "./account.module.css";
import { useWebhookClient, webhooksKey } from "./use-webhooks.ts";
import { WebhookAddress } from "./webhook-address.tsx";
import { WebhookDeliveries } from "./webhook-deliveries.tsx";
import { WebhookSecret } from "./webhook-secret.tsx";

/** All that can be done with an endpoint, and what it was told. */
export function WebhookDetails(props: {
  webhook: Webhook;
  title: string;
  isOpen: boolean;
  onClose: () => void;
}) {
  const { webhook, onClose } = props;
  const { i18n, t } = useLingui();
  const [isAsking, setIsAsking] = useState(false);
  const { test, turn, remove, replace } = useDeeds(webhook, onClose);
  const failed = [test, turn, remove, replace].find(({ error }) => error !== null)?.error;
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={onClose}
      title={
        replace.data ? t`Copy the secret now` : isAsking ? t`Delete this webhook?` : props.title
      }
      closeLabel={t`Close`}
    >
      {replace.data ? (
        <WebhookSecret secret={replace.data.secret} onClose={onClose} />
      ) : isAsking ? (
        <div className={dialog.words}>
          <p>
            <Trans>It is told nothing more, and the list of what it was told goes too.</Trans>
          </p>
          <div className={dialog.choices}>
            <Button data-autofocus onClick={() => setIsAsking(false)}>
              <Trans>Keep it</Trans>
            </Button>
            <Button variant="stop" onClick={() => remove.mutate()}>
              <Trans>Delete for good</Trans>
            </Button>
          </div>
        </div>
      ) : (
        <div className={dialog.words}>
          {/* One without a name is called by it. */}
          {props.title === webhook.url ? null : (
            <p className={classes.use}>
              <WebhookAddress webhook={webhook} />
            </p>
          )}
          {webhook.disabled_because === "gone" ? (
            <Note kind="warning">
              <Trans>
                The program there answered that it wants nothing more, so it was switched off.
              </Trans>
            </Note>
          ) : null}
          <div className={classes.deeds}>
            {webhook.url === null || !webhook.enabled ? null : (
              <Button onClick={() => test.mutate()}>
                <Trans>Send a test</Trans>
              </Button>
            )}
            <Button onClick={() => turn.mutate()}>
              {webhook.enabled ? <Trans>Switch off</Trans> : <Trans>Switch on</Trans>}
            </Button>
            <Button onClick={() => replace.mutate()}>
              <Trans>New secret</Trans>
            </Button>
            <Button onClick={() => setIsAsking(true)}>
              <Trans>Delete</Trans>
            </Button>
          </div>
          <p className={classes.use}>
            <Trans>With a new secret the former one stays good for 24 hours.</Trans>
          </p>
          <WebhookDeliveries webhook={webhook} />
        </div>
      )}
      {failed ? (
        <p className={dialog.error} role="alert">
          {i18n._(requestProblem(asRefused(failed)))}
        </p>
      ) : null}
    </Dialog>
  );
}

function useDeeds({ id, enabled }: Webhook, close: () => void) {
  const client = useWebhookClient();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: webhooksKey });
  return {
    test: useMutation({ mutationFn: () => client.test(id), onSuccess }),
    turn: useMutation({ mutationFn: () => client.change(id, { enabled: !enabled }), onSuccess }),
    // It stands nowhere else: it goes with the dialog.
    replace: useMutation({ mutationFn: () => client.replaceSecret(id), onSuccess, gcTime: 0 }),
    remove: useMutation({
      mutationFn: () => client.remove(id),
      onSuccess: async () => {
        close();
        focusSection("webhooks");
        await onSuccess();
      },
    }),
  };
}
