import { Trans, useLingui } from "@lingui/react/macro";
import { AuditList } from "../features/admin/audit-list.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { AdminWays } from "./admin-ways.tsx";

/** `/admin/audit`: what was done. */
export function AdminAuditPage() {
  const { t } = useLingui();
  return (
    <PageFrame
      above={<AdminWays />}
      heading={<Heading title={t`Audit trail`}>{t`Audit trail`}</Heading>}
      sub={<Trans>Who did what, when, and from where</Trans>}
    >
      <AuditList />
    </PageFrame>
  );
}
