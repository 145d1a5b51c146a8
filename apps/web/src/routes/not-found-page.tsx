import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../addresses.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

/** For an address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useLingui();
  return (
    <PageFrame
      heading={<Heading title={t`Not found`}>{t`There is nothing at this address`}</Heading>}
    >
      <p>
        <Trans>
          Look among <Link to={addresses.batches}>your batches</Link>, or{" "}
          <Link to={addresses.configure}>begin a new one</Link>.
        </Trans>
      </p>
    </PageFrame>
  );
}
