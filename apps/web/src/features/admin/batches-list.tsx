import type { AdminExecution } from "@bunch/contracts/admin";
import { executionStatuses, type ExecutionStatus } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { usePages } from "../../api/use-pages.ts";
import { batchStateWords } from "../../results/batch-state-words.ts";
import card from "../../ui/card.module.css";
import { Choice } from "../../ui/choice.tsx";
import { Records } from "../../ui/records.tsx";
import classes from "./admin.module.css";
import { AdminBatchRow } from "./admin-batch-row.tsx";
import { Listed } from "./listed.tsx";
import { OfPerson } from "./of-person.tsx";
import { useAddressChoice } from "../../use-address-choice.ts";
import { useAdminClient } from "./use-admin-client.ts";

/** Everybody's batches, newest first, narrowed to a state and to a person. */
export function BatchesList() {
  const { i18n, t } = useLingui();
  const admin = useAdminClient();
  const [asked, setStatus] = useAddressChoice("status");
  const [userId, setUserId] = useAddressChoice("user");
  const status = executionStatuses.find((one) => one === asked);
  const pages = usePages<AdminExecution>(
    ["admin", "executions", status, userId],
    (page) =>
      admin.executions({
        ...page,
        ...(status ? { status } : {}),
        ...(userId === "" ? {} : { user_id: userId }),
      }),
    (batch) => batch.status === "processing" || batch.status === "pending",
  );
  return (
    <>
      <div className={classes.tools}>
        <Choice<ExecutionStatus | "">
          isInline
          label={t`State`}
          value={status ?? ""}
          onChange={setStatus}
          options={[
            { value: "", text: t`all` },
            ...executionStatuses.map((one) => ({ value: one, text: i18n._(batchStateWords(one)) })),
          ]}
        />
        {userId === "" ? null : <OfPerson id={userId} onAll={() => setUserId("")} />}
      </div>
      <Listed
        pages={pages}
        waiting={t`Looking up the batches`}
        empty={
          status === undefined && userId === "" ? (
            <Trans>No batches yet.</Trans>
          ) : (
            <Trans>No batch is like that. Choose another state, or everybody.</Trans>
          )
        }
      >
        {(batches) => (
          <div className={`${card.card} ${classes.frame}`}>
            <Records
              label={t`Batches`}
              columns="minmax(0, 1.4fr) minmax(0, 1.2fr) minmax(0, 1.1fr) 96px 150px"
              heads={[
                { text: t`Batch` },
                { text: t`Whose` },
                { text: t`State` },
                { text: t`Spent`, isEnd: true },
                { text: t`Started` },
              ]}
            >
              {batches.map((batch) => (
                <AdminBatchRow key={batch.id} batch={batch} onPerson={setUserId} />
              ))}
            </Records>
          </div>
        )}
      </Listed>
    </>
  );
}
