import { Trans, useLingui } from "@lingui/react/macro";
import { Insights } from "../features/insights/insights.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

/** `/nano-banana/analytics`: what was drawn, what came of it, and what it cost. */
export function AnalyticsPage() {
  const { t } = useLingui();
  return (
    <PageFrame
      heading={<Heading title={t`Analytics`}>{t`Analytics`}</Heading>}
      sub={<Trans>What the pictures cost, and what came of them</Trans>}
    >
      <Insights />
    </PageFrame>
  );
}
