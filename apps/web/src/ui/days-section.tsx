import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";
import { useFormats } from "../language/use-formats.ts";
import { DayChart } from "./day-chart.tsx";
import { Section } from "./section.tsx";
import { Segments } from "./segments.tsx";

type Day = { day: string; cost: number; pictures: number };
type Measure = "cost" | "pictures";

/** What was spent or drawn each day, as bars, with a table below. */
export function DaysSection(props: {
  days: readonly Day[];
  about?: ReactNode;
  /** Whether the last of them is still under way. */
  endsToday: boolean;
  table: ReactNode;
}) {
  const { days } = props;
  const { t } = useLingui();
  const formats = useFormats();
  const [measure, setMeasure] = useState<Measure>("cost");
  const isMoney = measure === "cost";
  const say = (value: number) =>
    isMoney ? formats.total(value) : t`${plural(value, { one: "# picture", other: "# pictures" })}`;
  const highest = days.reduce<Day | undefined>(
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
      about={props.about}
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
        {...(props.endsToday ? { today: t`Today` } : {})}
        isWhole={!isMoney}
        sayStep={isMoney ? formats.total : formats.number}
        days={days.map((day) => {
          const name = formats.utcDay(day.day);
          return { key: day.day, name, value: day[measure], said: `${name}: ${say(day[measure])}` };
        })}
      />
      {props.table}
    </Section>
  );
}
