import { auditActions, type AuditAction, type AuditEvent } from "@bunch/contracts/audit";
import { Trans, useLingui } from "@lingui/react/macro";
import { usePages } from "../../api/use-pages.ts";
import card from "../../ui/card.module.css";
import { Choice } from "../../ui/choice.tsx";
import { Records } from "../../ui/records.tsx";
import classes from "./admin.module.css";
import { AuditRow } from "./audit-row.tsx";
import { auditWords } from "./audit-words.ts";
import { Listed } from "./listed.tsx";
import { useAddressChoice } from "../../use-address-choice.ts";
import { useAdminClient } from "./use-admin-client.ts";

/** What was done on this server, newest first. */
export function AuditList() {
  const { i18n, t } = useLingui();
  const admin = useAdminClient();
  const [asked, setAction] = useAddressChoice("action");
  const action = auditActions.find((one) => one === asked);
  const pages = usePages<AuditEvent>(["admin", "audit", action], (page) =>
    admin.audit({ ...page, ...(action ? { action } : {}) }),
  );
  return (
    <>
      <div className={classes.tools}>
        <Choice<AuditAction | "">
          isInline
          label={t`What`}
          value={action ?? ""}
          onChange={setAction}
          options={[
            { value: "", text: t`everything` },
            ...auditActions.map((one) => ({
              value: one,
              text: i18n._(auditWords({ action: one, details: {} }).short),
            })),
          ]}
        />
      </div>
      <Listed
        pages={pages}
        waiting={t`Looking up what was done`}
        empty={
          action ? <Trans>Nothing of that kind.</Trans> : <Trans>Nothing was noted yet.</Trans>
        }
      >
        {(events) => (
          <div className={`${card.card} ${classes.frame}`}>
            <Records
              label={t`Audit trail`}
              columns="minmax(0, 1.6fr) minmax(0, 1.3fr) minmax(0, 1.1fr) 170px"
              heads={[
                { text: t`What` },
                { text: t`Who` },
                { text: t`From where` },
                { text: t`When` },
              ]}
            >
              {events.map((event) => (
                <AuditRow key={event.id} event={event} />
              ))}
            </Records>
          </div>
        )}
      </Listed>
    </>
  );
}
