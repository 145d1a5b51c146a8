import { Trans, useLingui } from "@lingui/react/macro";
import { Link, Outlet } from "react-router";
import { addresses } from "../addresses.ts";
import { asRefused } from "../api/as-refused.ts";
import { useMe } from "../api/use-me.ts";
import { requestProblem } from "../language/request-problem.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { Refusal } from "../ui/refusal.tsx";
import { Waiting } from "../ui/waiting.tsx";

/** `/admin`: lets admins through; everybody else reads why not. The server refuses them all the same. */
export function AdminGate() {
  const { i18n, t } = useLingui();
  const me = useMe();
  if (me.data?.is_admin) return <Outlet />;
  return (
    <PageFrame heading={<Heading title={t`Administration`}>{t`Administration`}</Heading>}>
      {me.data ? (
        <p>
          <Trans>
            These pages are for admins of this server, and you are none. Whoever runs it can make
            you one. Meanwhile: <Link to={addresses.batches}>your batches</Link>.
          </Trans>
        </p>
      ) : me.error ? (
        <Refusal
          words={i18n._(requestProblem(asRefused(me.error)))}
          onAgain={() => void me.refetch()}
        />
      ) : (
        <Waiting>
          <Trans>Looking up who you are</Trans>
        </Waiting>
      )}
    </PageFrame>
  );
}
