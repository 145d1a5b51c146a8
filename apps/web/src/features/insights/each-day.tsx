import type { Analytics } from "@bunch/contracts/analytics";
import { useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { DaysSection } from "../../ui/days-section.tsx";
import { TableBelow } from "../../ui/table-below.tsx";

type Day = Analytics["days"][number];

/** What was spent or drawn each day, and how long it took. */
export function EachDay({ days, today }: { days: Day[]; today: string }) {
  return (
    <DaysSection
      days={days}
      endsToday={days.at(-1)?.day === today}
      table={<DaysTable days={days} />}
    />
  );
}

function DaysTable({ days }: { days: Day[] }) {
  const { t } = useLingui();
  const formats = useFormats();
  const took = (ms: number | null) => (ms === null ? "–" : formats.seconds(ms));
  return (
    <TableBelow
      summary={t`The same as a table`}
      heads={[t`Day`, t`Pictures`, t`Failed`, t`Spent`, t`Half took`, t`Nearly all took`]}
      rows={days.toReversed().map((day) => ({
        key: day.day,
        cells: [
          formats.utcDay(day.day),
          formats.number(day.pictures),
          formats.number(day.failed),
          formats.total(day.cost),
          took(day.p50_ms),
          took(day.p95_ms),
        ],
      }))}
    />
  );
}
