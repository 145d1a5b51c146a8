import { Trans, useLingui } from "@lingui/react/macro";
import { UsersList } from "../features/admin/users-list.tsx";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { AdminWays } from "./admin-ways.tsx";

/** `/admin/users`: who there is. */
export function AdminUsersPage() {
  const { t } = useLingui();
  return (
    <PageFrame
      above={<AdminWays />}
      heading={<Heading title={t`People`}>{t`People`}</Heading>}
      sub={<Trans>Everybody who has come to this server</Trans>}
    >
      <UsersList />
    </PageFrame>
  );
}
