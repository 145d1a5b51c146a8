import type { CreateWebhookRequest } from "@bunch/contracts/webhook";
import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { useWebhookClient, webhooksKey } from "./use-webhooks.ts";
import { WebhookForm } from "./webhook-form.tsx";
import { WebhookSecret } from "./webhook-secret.tsx";

/** Asks where to tell what, registers it, and shows its secret this once. */
export function WebhookDialog(props: { isOpen: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const client = useWebhookClient();
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: (wish: CreateWebhookRequest) => client.add(wish),
    onSuccess: () => queries.invalidateQueries({ queryKey: webhooksKey }),
    // It stands nowhere else: it goes with the dialog.
    gcTime: 0,
  });
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={add.data ? t`Copy the secret now` : t`New webhook`}
      closeLabel={t`Close`}
    >
      {add.data ? (
        <WebhookSecret secret={add.data.secret} onClose={props.onClose} />
      ) : (
        <WebhookForm
          isPending={add.isPending}
          problem={add.error ? asRefused(add.error) : null}
          onAdd={add.mutate}
          onClose={props.onClose}
        />
      )}
    </Dialog>
  );
}
