import type { AuditEvent } from "@bunch/contracts/audit";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { RecordCell, RecordName, RecordRow } from "../../ui/records.tsx";
import { actorWords, auditWords } from "./audit-words.ts";
import { personName } from "./person-name.ts";

/** One thing that was done: by whom, through which door, from where, when. */
export function AuditRow({ event }: { event: AuditEvent }) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const modelName = useModelName();
  // The names of whom and what: a person's id leads somewhere, all others are only told.
  const isOfPerson = event.action === "role.changed" || event.action === "limits.changed";
  const model = typeof event.details["model"] === "string" ? event.details["model"] : undefined;
  return (
    <RecordRow isDense>
      <RecordName under={isOfPerson ? <Subject event={event} /> : model && modelName(model)}>
        {i18n._(auditWords(event).long)}
      </RecordName>
      <RecordCell name={t`Who`}>
        {event.user_id === null ? (
          <Trans>the server</Trans>
        ) : (
          <>
            <Link to={addresses.adminUser(event.user_id)}>
              {personName({ id: event.user_id, email: event.email })}
            </Link>{" "}
            <span className="quiet">{i18n._(actorWords(event.actor))}</span>
          </>
        )}
      </RecordCell>
      <RecordCell name={t`From where`}>{event.ip ?? "—"}</RecordCell>
      <RecordCell name={t`When`}>
        <time dateTime={event.at}>{formats.shortMoment(event.at)}</time>
      </RecordCell>
    </RecordRow>
  );
}

function Subject({ event }: { event: AuditEvent }) {
  const { subject, subject_email: email } = event;
  const isId = /^[0-9a-f-]{36}$/i.test(subject);
  if (!isId) return <Trans>of everybody</Trans>;
  return <Link to={addresses.adminUser(subject)}>{personName({ id: subject, email })}</Link>;
}
