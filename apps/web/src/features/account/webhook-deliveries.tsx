import type { Webhook, WebhookDelivery } from "@bunch/contracts/webhook";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Refusal } from "../../ui/refusal.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import classes from "./account.module.css";
import { useDeliveries, useWebhookClient, webhooksKey } from "./use-webhooks.ts";
import { webhookWords } from "./webhook-words.ts";

/** What an endpoint was told last, with what came of it, and once more by hand. */
export function WebhookDeliveries({ webhook }: { webhook: Webhook }) {
  const { i18n, t } = useLingui();
  const deliveries = useDeliveries(webhook.id);
  if (deliveries.isPending)
    return (
      <Waiting>
        <Trans>Fetching what was told</Trans>
      </Waiting>
    );
  if (deliveries.data === undefined)
    return (
      <Refusal
        words={i18n._(requestProblem(asRefused(deliveries.error)))}
        onAgain={() => void deliveries.refetch()}
      />
    );
  if (deliveries.data.length === 0)
    return (
      <p className="small muted">
        <Trans>Nothing was told there yet.</Trans>
      </p>
    );
  return (
    <ul className={classes.deliveries} aria-label={t`What was told`}>
      {deliveries.data.map((delivery) => (
        <DeliveryLine key={delivery.id} delivery={delivery} isOn={webhook.enabled} />
      ))}
    </ul>
  );
}

function DeliveryLine({ delivery, isOn }: { delivery: WebhookDelivery; isOn: boolean }) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const client = useWebhookClient();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => client.redeliver(delivery.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: webhooksKey }),
  });
  const last = delivery.tries.at(-1);
  const what = i18n._(webhookWords[delivery.type]);
  const moment = formats.shortMoment(delivery.happened_at);
  return (
    <li>
      <div className={classes.deliveryHead}>
        <b>{what}</b>
        <span className="small muted">{moment}</span>
        <DeliveryState delivery={delivery} />
        {isOn ? (
          <TextButton aria-label={t`Send again: ${what}, ${moment}`} onClick={() => again.mutate()}>
            <Trans>Send again</Trans>
          </TextButton>
        ) : null}
      </div>
      {last === undefined ? null : (
        <p className="small muted" translate="no">
          {last.status === null ? "" : `HTTP ${last.status} · `}
          {last.duration_ms} ms
        </p>
      )}
      {last?.error ? (
        <p className={classes.said} lang="en">
          {last.error}
        </p>
      ) : null}
    </li>
  );
}

function DeliveryState({ delivery }: { delivery: WebhookDelivery }) {
  const formats = useFormats();
  switch (delivery.state) {
    case "delivered":
      return (
        <StatusWord state="completed">
          <Trans>Arrived</Trans>
        </StatusWord>
      );
    case "failed":
      return (
        <StatusWord state="failed">
          <Trans>Not delivered</Trans>
        </StatusWord>
      );
    case "pending": {
      const next = delivery.next_try_at === null ? "" : formats.shortMoment(delivery.next_try_at);
      return (
        <StatusWord state="pending">
          {delivery.tries.length === 0 ? <Trans>On its way</Trans> : <Trans>Again: {next}</Trans>}
        </StatusWord>
      );
    }
    default:
      throw new Error(`Unknown state ${String(delivery.state satisfies never)}`);
  }
}
