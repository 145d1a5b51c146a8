import { useLingui } from "@lingui/react/macro";
import { addresses } from "../addresses.ts";
import { Ways } from "../ui/ways.tsx";

/** The pages of the administration. */
export function AdminWays() {
  const { t } = useLingui();
  return (
    <Ways
      label={t`Administration`}
      ways={[
        { to: addresses.adminUsers, text: t`People` },
        { to: addresses.adminBatches, text: t`Batches` },
        { to: addresses.adminUsage, text: t`Usage` },
        { to: addresses.models, text: t`Models` },
        { to: addresses.adminLimits, text: t`Limits` },
        { to: addresses.adminAudit, text: t`Audit` },
      ]}
    />
  );
}
