import type { Webhook } from "@bunch/contracts/webhook";
import { Trans } from "@lingui/react/macro";
import classes from "./account.module.css";

/** Where it lies; the one without an address speaks to those that batches bring. */
export function WebhookAddress({ webhook }: { webhook: Webhook }) {
  return webhook.url === null ? (
    <Trans>Addresses of single batches</Trans>
  ) : (
    <span className={classes.address} translate="no">
      {webhook.url}
    </span>
  );
}
