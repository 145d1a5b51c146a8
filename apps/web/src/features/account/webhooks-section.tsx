import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Records } from "../../ui/records.tsx";
import { Refusal } from "../../ui/refusal.tsx";
import { Section } from "../../ui/section.tsx";
import { useQuestion } from "../../ui/use-question.ts";
import classes from "./account.module.css";
import { useWebhooks } from "./use-webhooks.ts";
import { WebhookDialog } from "./webhook-dialog.tsx";
import { WebhookRow } from "./webhook-row.tsx";

/** Where one's own programs are told of one's batches: what there is, one more, one less. */
export function WebhooksSection() {
  const { i18n, t } = useLingui();
  const webhooks = useWebhooks();
  const { button, times, isOpen, ask, close } = useQuestion();
  return (
    <Section
      id="webhooks"
      title={t`Webhooks`}
      about={
        <Trans>
          Addresses of your own programs that are told when a batch has ended or waits for you.
        </Trans>
      }
      action={
        <Button
          ref={button}
          onClick={ask}
          leftSection={<IconPlus size={20} stroke={1.6} aria-hidden />}
        >
          <Trans>New webhook</Trans>
        </Button>
      }
    >
      {times > 0 ? <WebhookDialog key={times} isOpen={isOpen} onClose={close} /> : null}
      {webhooks.data === undefined ? (
        <div className={classes.note}>
          <Refusal
            words={i18n._(requestProblem(asRefused(webhooks.error)))}
            onAgain={() => void webhooks.refetch()}
          />
        </div>
      ) : webhooks.data.length === 0 ? (
        <p className={classes.empty}>
          <Trans>No webhooks yet. Without one, your programs can ask how far a batch is.</Trans>
        </p>
      ) : (
        <Records
          label={t`Webhooks`}
          columns="minmax(0, 1.8fr) minmax(0, 1.2fr) minmax(0, 1fr) 36px"
          heads={[{ text: t`Address` }, { text: t`Told of` }, { text: t`State` }, { text: "" }]}
        >
          {webhooks.data.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} />
          ))}
        </Records>
      )}
    </Section>
  );
}
