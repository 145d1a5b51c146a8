import type { AdminUser } from "@bunch/contracts/admin";
import { Trans, useLingui } from "@lingui/react/macro";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { usePages } from "../../api/use-pages.ts";
import { useFormats } from "../../language/use-formats.ts";
import card from "../../ui/card.module.css";
import { Field } from "../../ui/field.tsx";
import { RecordCell, RecordName, RecordRow, Records } from "../../ui/records.tsx";
import classes from "./admin.module.css";
import { Listed } from "./listed.tsx";
import { personName } from "./person-name.ts";
import { useAddressChoice } from "../../use-address-choice.ts";
import { useAdminClient } from "./use-admin-client.ts";

const settledMs = 250;

/** Everybody who has come, who is admin, and what they draw and spend. */
export function UsersList() {
  const { t } = useLingui();
  const admin = useAdminClient();
  const [typed, setTyped] = useAddressChoice("search");
  const [search] = useDebouncedValue(typed.trim(), settledMs);
  const pages = usePages<AdminUser>(["admin", "users", search], (asked) =>
    admin.users({ ...asked, ...(search === "" ? {} : { search }) }),
  );
  return (
    <>
      <div className={classes.tools}>
        <Field className={classes.search ?? ""}>
          <IconSearch size={16} stroke={1.8} aria-hidden />
          <input
            type="search"
            aria-label={t`Search by e-mail address`}
            placeholder={t`Search by e-mail address`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      </div>
      <Listed
        pages={pages}
        waiting={t`Looking up who there is`}
        empty={
          search === "" ? (
            <Trans>Nobody has signed in yet.</Trans>
          ) : (
            <Trans>Nobody’s address has “{search}” in it.</Trans>
          )
        }
      >
        {(users) => (
          <div className={`${card.card} ${classes.frame}`}>
            <Records
              label={t`People`}
              columns="minmax(0, 2fr) minmax(0, 1fr) minmax(0, 1.3fr) 96px 120px"
              heads={[
                { text: t`Who` },
                { text: t`Limits` },
                { text: t`Last batch` },
                { text: t`Pictures`, isEnd: true },
                { text: t`This month`, isEnd: true },
              ]}
            >
              {users.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </Records>
          </div>
        )}
      </Listed>
    </>
  );
}

function UserRow({ user }: { user: AdminUser }) {
  const { t } = useLingui();
  const formats = useFormats();
  const since = formats.date(user.created_at);
  return (
    <RecordRow isLink>
      <RecordName under={<Trans>Here since {since}</Trans>}>
        <Link to={addresses.adminUser(user.id)}>{personName(user)}</Link>
        {user.is_admin ? (
          <span className={classes.tag}>
            <Trans>Admin</Trans>
          </span>
        ) : null}
      </RecordName>
      <RecordCell name={t`Limits`}>
        {user.limits === null ? <Trans>those of everybody</Trans> : <Trans>of their own</Trans>}
      </RecordCell>
      <RecordCell name={t`Last batch`}>
        {user.last_execution_at === null
          ? t`none yet`
          : formats.shortMoment(user.last_execution_at)}
      </RecordCell>
      <RecordCell name={t`Pictures`} isEnd>
        {formats.number(user.pictures)}
      </RecordCell>
      <RecordCell name={t`This month`} isEnd>
        {formats.total(user.month_cost)}
      </RecordCell>
    </RecordRow>
  );
}
