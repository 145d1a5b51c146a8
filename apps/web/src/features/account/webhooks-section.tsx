import { Trans, useLingui } from "@lingui/react/macro";
import { Records } from "../../ui/records.tsx";
import classes from "./account.module.css";
import { OwnSection } from "./own-section.tsx";
import { useWebhooks } from "./use-webhooks.ts";
import { WebhookDialog } from "./webhook-dialog.tsx";
import { WebhookRow } from "./webhook-row.tsx";

/** Where one's own programs are told of one's batches: what there is, one more, one less. */
export function WebhooksSection() {
  const { t } = useLingui();
  const webhooks = useWebhooks();
  return (
    <OwnSection
      id="webhooks"
      title={t`Webhooks`}
      about={
        <Trans>
          Addresses of your own programs that are told when a batch has ended or waits for you.
        </Trans>
      }
      add={<Trans>New webhook</Trans>}
      dialog={WebhookDialog}
      list={webhooks}
    >
      {webhooks.data?.length === 0 ? (
        <p className={classes.empty}>
          <Trans>No webhooks yet. Without one, your programs can ask how far a batch is.</Trans>
        </p>
      ) : (
        <Records
          label={t`Webhooks`}
          columns="minmax(0, 1.8fr) minmax(0, 1.2fr) minmax(0, 1fr) 36px"
          heads={[{ text: t`Address` }, { text: t`Told of` }, { text: t`State` }, { text: "" }]}
        >
          {webhooks.data?.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} />
          ))}
        </Records>
      )}
    </OwnSection>
  );
}
