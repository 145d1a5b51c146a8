import { Trans, useLingui } from "@lingui/react/macro";
import { EverybodysLimits } from "../features/admin/everybodys-limits.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { AdminWays } from "./admin-ways.tsx";

/** `/admin/limits`: the limits for everybody. */
export function AdminLimitsPage() {
  const { t } = useLingui();
  return (
    <PageFrame
      above={<AdminWays />}
      heading={<Heading title={t`Limits`}>{t`Limits`}</Heading>}
      sub={<Trans>The most that one person may do here</Trans>}
    >
      <EverybodysLimits />
    </PageFrame>
  );
}
