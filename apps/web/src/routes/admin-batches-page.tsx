import { Trans, useLingui } from "@lingui/react/macro";
import { BatchesList } from "../features/admin/batches-list.tsx";
import { QueueWay } from "../features/admin/queue-way.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { AdminWays } from "./admin-ways.tsx";

/** `/admin/batches`: what everybody draws. */
export function AdminBatchesPage() {
  const { t } = useLingui();
  return (
    <PageFrame
      above={<AdminWays />}
      heading={<Heading title={t`Everybody’s batches`}>{t`Everybody’s batches`}</Heading>}
      sub={<Trans>To look at; only their owners change them</Trans>}
      actions={<QueueWay />}
    >
      <BatchesList />
    </PageFrame>
  );
}
