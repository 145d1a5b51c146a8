import type { Usage } from "@bunch/contracts/admin";
import { Trans, useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { DaysSection } from "../../ui/days-section.tsx";
import { TableBelow } from "../../ui/table-below.tsx";

/** What everybody spent and drew each day. */
export function UsageDays({ days }: { days: Usage["days"] }) {
  const { t } = useLingui();
  const formats = useFormats();
  return (
    <DaysSection
      days={days}
      endsToday
      about={<Trans>Days are those of UTC; today is still under way.</Trans>}
      table={
        <TableBelow
          summary={t`The same as a table`}
          heads={[t`Day`, t`Batches`, t`Pictures`, t`Failed`, t`Spent`]}
          rows={days.toReversed().map((day) => ({
            key: day.day,
            cells: [
              formats.utcDay(day.day),
              formats.number(day.executions),
              formats.number(day.pictures),
              formats.number(day.failed),
              formats.total(day.cost),
            ],
          }))}
        />
      }
    />
  );
}
