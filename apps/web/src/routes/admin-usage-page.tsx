import { Trans, useLingui } from "@lingui/react/macro";
import { UsageView } from "../features/admin/usage-view.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { AdminWays } from "./admin-ways.tsx";

/** `/admin/usage`: what was drawn and spent. */
export function AdminUsagePage() {
  const { t } = useLingui();
  return (
    <PageFrame
      above={<AdminWays />}
      heading={<Heading title={t`Usage`}>{t`Usage`}</Heading>}
      sub={<Trans>What was drawn, and what it cost</Trans>}
    >
      <UsageView />
    </PageFrame>
  );
}
