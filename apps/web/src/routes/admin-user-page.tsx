import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "react-router";
import { addresses } from "../addresses.ts";
import { asRefused } from "../api/as-refused.ts";
import classes from "../features/admin/admin.module.css";
import { personName } from "../features/admin/person-name.ts";
import { useUser } from "../features/admin/use-user.ts";
import { UserDetails } from "../features/admin/user-details.tsx";
import { requestProblem } from "../language/request-problem.ts";
import { useFormats } from "../language/use-formats.ts";
import { Heading } from "../ui/heading.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { Refusal } from "../ui/refusal.tsx";
import { Waiting } from "../ui/waiting.tsx";
import { AdminWays } from "./admin-ways.tsx";

/** `/admin/users/:id`: one person. */
export function AdminUserPage() {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const { id = "" } = useParams();
  const user = useUser(id);
  const name = user.data ? personName(user.data) : t`A person`;
  const since = user.data ? formats.date(user.data.created_at) : "";
  return (
    <PageFrame
      above={
        <div className={classes.above}>
          <AdminWays />
          <Link className={classes.crumb} to={addresses.adminUsers}>
            <IconArrowLeft size={16} stroke={1.8} aria-hidden />
            <Trans>All people</Trans>
          </Link>
        </div>
      }
      heading={<Heading title={name}>{name}</Heading>}
      sub={
        user.data === undefined ? (
          "\u00a0"
        ) : user.data.is_admin ? (
          <Trans>Admin · here since {since}</Trans>
        ) : (
          <Trans>Here since {since}</Trans>
        )
      }
    >
      {user.data ? (
        <UserDetails user={user.data} />
      ) : user.error ? (
        <Refusal
          words={i18n._(requestProblem(asRefused(user.error)))}
          onAgain={() => void user.refetch()}
        />
      ) : (
        <Waiting>
          <Trans>Looking up the person</Trans>
        </Waiting>
      )}
    </PageFrame>
  );
}
