import type { AdminUserDetails } from "@bunch/contracts/admin";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Figures } from "../../ui/figures.tsx";
import { LimitRows } from "../../ui/limit-rows.tsx";
import { Section } from "../../ui/section.tsx";
import classes from "./admin.module.css";
import { RoleSection } from "./role-section.tsx";
import { UserLimits } from "./user-limits.tsx";

/** One person: what they drew and spent, what is used of their limits, and what may be changed. */
export function UserDetails({ user }: { user: AdminUserDetails }) {
  const { t } = useLingui();
  const formats = useFormats();
  const last = user.last_execution_at === null ? "" : formats.shortMoment(user.last_execution_at);
  return (
    <div className={classes.stack}>
      <Figures
        label={t`Work`}
        figures={[
          { name: t`Spent this month`, value: formats.total(user.month_cost) },
          { name: t`Spent in all`, value: formats.total(user.total_cost) },
          { name: t`Pictures`, value: formats.number(user.pictures) },
          {
            name: t`Batches`,
            value: formats.number(user.executions),
            under:
              user.executions === 0 ? undefined : (
                <Link to={addresses.adminBatchesOf(user.id)}>
                  <Trans>See them</Trans>
                </Link>
              ),
          },
        ]}
      />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <UserLimits user={user} />
          <RoleSection user={user} />
        </div>
        <Section
          id="use"
          title={t`Use of the limits`}
          about={last === "" ? t`No batch yet.` : t`Last batch: ${last}`}
        >
          <LimitRows use={user.use} />
        </Section>
      </div>
    </div>
  );
}
