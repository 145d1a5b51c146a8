import { type Webhook, webhookEvents } from "@bunch/contracts/webhook";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import { RecordAction, RecordCell, RecordName, RecordRow } from "../../ui/records.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { useQuestion } from "../../ui/use-question.ts";
import { WebhookAddress } from "./webhook-address.tsx";
import { WebhookDetails } from "./webhook-details.tsx";
import { webhookWords } from "./webhook-words.ts";

/** One endpoint: where it lies, what it is told, and the way to all else. */
export function WebhookRow({ webhook }: { webhook: Webhook }) {
  const { i18n, t } = useLingui();
  const { button, times, isOpen, ask, close } = useQuestion();
  const { events } = webhook;
  const address = <WebhookAddress webhook={webhook} />;
  const called = webhook.name ?? webhook.url ?? t`Addresses of single batches`;
  return (
    <RecordRow>
      <RecordName under={webhook.name === null ? undefined : address}>
        {webhook.name ?? address}
      </RecordName>
      <RecordCell name={t`Told of`}>
        {events.length === webhookEvents.length ? (
          <Trans>everything</Trans>
        ) : (
          events.map((event) => i18n._(webhookWords[event])).join(", ")
        )}
      </RecordCell>
      <RecordCell name={t`State`}>
        {webhook.enabled ? (
          <StatusWord state="completed">
            <Trans>On</Trans>
          </StatusWord>
        ) : (
          <StatusWord state="paused">
            <Trans>Off</Trans>
          </StatusWord>
        )}
      </RecordCell>
      <RecordAction>
        <ActionIcon
          ref={button}
          onClick={ask}
          aria-label={t`Details of ${called}`}
          title={t`Details`}
        >
          <IconSettings size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
        {times > 0 ? (
          <WebhookDetails
            key={times}
            webhook={webhook}
            title={called}
            isOpen={isOpen}
            onClose={close}
          />
        ) : null}
      </RecordAction>
    </RecordRow>
  );
}
