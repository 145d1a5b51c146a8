import type { Usage } from "@bunch/contracts/admin";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { DayChart } from "../../ui/day-chart.tsx";
import { Section } from "../../ui/section.tsx";
import { Segments } from "../../ui/segments.tsx";
import classes from "./admin.module.css";
import { UsageTable } from "./usage-table.tsx";

type Measure = "cost" | "pictures";

/** What was spent or drawn each day, as bars and as a table. */
export function UsageDays({ days }: { days: Usage["days"] }) {
  const { t } = useLingui();
  const formats = useFormats();
  const [measure, setMeasure] = useState<Measure>("cost");
  const isMoney = measure === "cost";
  const say = (value: number) =>
    isMoney ? formats.total(value) : t`${plural(value, { one: "# picture", other: "# pictures" })}`;
  const highest = days.reduce<Usage["days"][number] | undefined>(
    (most, day) => (most === undefined || day[measure] > most[measure] ? day : most),
    undefined,
  );
  const [first, last] = [days[0]?.day, days.at(-1)?.day].map((day) =>
    day === undefined ? "" : formats.utcDay(day),
  );
  const best = highest ? formats.utcDay(highest.day) : "";
  const most = say(highest?.[measure] ?? 0);
  return (
    <Section
      id="days"
      title={t`Each day`}
      about={<Trans>Days are those of UTC; today is still under way.</Trans>}
      action={
        <Segments<Measure>
          label={t`What the bars show`}
          value={measure}
          onChange={setMeasure}
          segments={[
            { value: "cost", label: t`Money` },
            { value: "pictures", label: t`Pictures` },
          ]}
        />
      }
    >
      <DayChart
        label={
          highest && highest[measure] > 0
            ? t`From ${first} to ${last}; most on ${best}: ${most}. All days stand in the table below.`
            : t`From ${first} to ${last}: nothing.`
        }
        today={t`Today`}
        isWhole={!isMoney}
        sayStep={isMoney ? formats.total : formats.number}
        days={days.map((day) => {
          const name = formats.utcDay(day.day);
          return { key: day.day, name, value: day[measure], said: `${name}: ${say(day[measure])}` };
        })}
      />
      <details className={classes.table}>
        <summary>
          <Trans>The same as a table</Trans>
        </summary>
        {/* It scrolls sideways where it is narrow, by keyboard too. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div role="region" aria-label={t`The same as a table`} tabIndex={0}>
          <UsageTable days={days} />
        </div>
      </details>
    </Section>
  );
}
