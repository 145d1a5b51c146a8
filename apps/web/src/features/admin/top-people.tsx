import type { Usage } from "@bunch/contracts/admin";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useFormats } from "../../language/use-formats.ts";
import { RecordCell, RecordName, RecordRow, Records } from "../../ui/records.tsx";
import { Section } from "../../ui/section.tsx";
import classes from "./admin.module.css";
import { personName } from "./person-name.ts";

/** Who spent most in that time. */
export function TopPeople({ users }: { users: Usage["users"] }) {
  const { t } = useLingui();
  const formats = useFormats();
  const most = Math.max(0, ...users.map(({ cost }) => cost));
  return (
    <Section id="people" title={t`Who spent most`}>
      {users.length === 0 ? (
        <p className={classes.inset}>
          <Trans>Nobody drew anything in that time.</Trans>
        </p>
      ) : (
        <Records
          label={t`Who spent most`}
          columns="minmax(0, 1.6fr) minmax(0, 1.4fr) 96px 96px 96px"
          heads={[
            { text: t`Who` },
            { text: "" },
            { text: t`Batches`, isEnd: true },
            { text: t`Pictures`, isEnd: true },
            { text: t`Spent`, isEnd: true },
          ]}
        >
          {users.map((user) => (
            <RecordRow key={user.id} isLink>
              <RecordName>
                <Link to={addresses.adminUser(user.id)}>{personName(user)}</Link>
              </RecordName>
              <div className={classes.share} aria-hidden>
                <i style={{ width: `${most === 0 ? 0 : (100 * user.cost) / most}%` }} />
              </div>
              <RecordCell name={t`Batches`} isEnd>
                {formats.number(user.executions)}
              </RecordCell>
              <RecordCell name={t`Pictures`} isEnd>
                {formats.number(user.pictures)}
              </RecordCell>
              <RecordCell name={t`Spent`} isEnd>
                {formats.total(user.cost)}
              </RecordCell>
            </RecordRow>
          ))}
        </Records>
      )}
    </Section>
  );
}
