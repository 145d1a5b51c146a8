import type { Usage } from "@bunch/contracts/admin";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Figures } from "../../ui/figures.tsx";
import { Refusal } from "../../ui/refusal.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import classes from "./admin.module.css";
import { TopPeople } from "./top-people.tsx";
import { UsageDays } from "./usage-days.tsx";
import { useAddressChoice } from "../../use-address-choice.ts";
import { useAdminClient } from "./use-admin-client.ts";

type Span = "7" | "30" | "90";

/** What was drawn and spent: in all, day by day, and by whom most. */
export function UsageView() {
  const { i18n, t } = useLingui();
  const admin = useAdminClient();
  const [asked, setSpan] = useAddressChoice("days");
  const span: Span = asked === "7" || asked === "90" ? asked : "30";
  const usage = useQuery({
    queryKey: ["admin", "usage", span],
    queryFn: () => admin.usage({ days: Number(span) }),
    placeholderData: (before) => before,
  });
  return (
    <>
      <div className={classes.tools}>
        <Segments<Span>
          label={t`How far back`}
          value={span}
          onChange={(value) => setSpan(value === "30" ? "" : value)}
          segments={[
            { value: "7", label: t`7 days` },
            { value: "30", label: t`30 days` },
            { value: "90", label: t`90 days` },
          ]}
        />
      </div>
      {usage.isPending ? (
        <Waiting>
          <Trans>Adding up</Trans>
        </Waiting>
      ) : usage.data === undefined ? (
        <Refusal
          words={i18n._(requestProblem(asRefused(usage.error)))}
          onAgain={() => void usage.refetch()}
        />
      ) : (
        <div className={classes.stack}>
          <Totals usage={usage.data} />
          <UsageDays days={usage.data.days} />
          <TopPeople users={usage.data.users} />
        </div>
      )}
    </>
  );
}

function Totals({ usage: { total } }: { usage: Usage }) {
  const { t } = useLingui();
  const formats = useFormats();
  const each = formats.each(total.pictures === 0 ? 0 : total.cost / total.pictures);
  const ended = total.pictures + total.failed;
  const share = formats.percent(ended === 0 ? 0 : (100 * total.failed) / ended);
  return (
    <Figures
      label={t`In all`}
      figures={[
        { name: t`Spent`, value: formats.total(total.cost) },
        {
          name: t`Pictures`,
          value: formats.number(total.pictures),
          under: total.pictures === 0 ? undefined : <Trans>{each} each</Trans>,
        },
        {
          name: t`Did not come out`,
          value: formats.number(total.failed),
          under: total.failed === 0 ? undefined : <Trans>{share} of all</Trans>,
        },
        {
          name: t`Batches`,
          value: formats.number(total.executions),
          under:
            total.executions === 0 ? undefined : (
              <Plural
                value={Math.round(ended / total.executions)}
                one="about # picture each"
                other="about # pictures each"
              />
            ),
        },
      ]}
    />
  );
}
