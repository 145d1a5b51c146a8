import type { Analytics } from "@bunch/contracts/analytics";
import { useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useFormats } from "../../language/use-formats.ts";
import { RecordCell, RecordName, RecordRow, Records } from "../../ui/records.tsx";
import { Section } from "../../ui/section.tsx";

/** Who spent most in that time, for admins. */
export function ByPerson({ users }: { users: NonNullable<Analytics["users"]> }) {
  const { t } = useLingui();
  const formats = useFormats();
  return (
    <Section id="people" title={t`Who spent most`}>
      <Records
        label={t`Who spent most`}
        columns="minmax(0, 1fr) 96px 96px 96px 96px"
        heads={[
          { text: t`Who` },
          { text: t`Pictures`, isEnd: true },
          { text: t`Failed`, isEnd: true },
          { text: t`Half took`, isEnd: true },
          { text: t`Spent`, isEnd: true },
        ]}
      >
        {users.map((user) => (
          <RecordRow key={user.id} isLink>
            <RecordName>
              <Link to={addresses.adminUser(user.id)}>{user.email ?? user.id}</Link>
            </RecordName>
            <RecordCell name={t`Pictures`} isEnd>
              {formats.number(user.pictures)}
            </RecordCell>
            <RecordCell name={t`Failed`} isEnd>
              {formats.number(user.failed)}
            </RecordCell>
            <RecordCell name={t`Half took`} isEnd>
              {user.p50_ms === null ? "–" : formats.seconds(user.p50_ms)}
            </RecordCell>
            <RecordCell name={t`Spent`} isEnd>
              {formats.total(user.cost)}
            </RecordCell>
          </RecordRow>
        ))}
      </Records>
    </Section>
  );
}
