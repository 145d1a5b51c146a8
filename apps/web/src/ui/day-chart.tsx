import type { CSSProperties } from "react";
import { chartScale } from "./chart-scale.ts";
import classes from "./day-chart.module.css";

export type ChartDay = { key: string; name: string; value: number; said: string };

/** A bar for each day from nothing up: what is drawn is what was. Where the last one is today, still growing, it is yellow. */
export function DayChart(props: {
  /** All of it in words, for whoever does not see it. */
  label: string;
  days: ChartDay[];
  /** What today is called, where it is the last of them. */
  today?: string;
  sayStep: (value: number) => string;
  /** Whether the steps of the scale are whole. */
  isWhole?: boolean;
}) {
  const { days } = props;
  const { top, steps } = chartScale(Math.max(0, ...days.map(({ value }) => value)), props.isWhole);
  const every = Math.ceil(days.length / 6);
  const heightOf = (value: number): CSSProperties => ({ height: `${(value / top) * 100}%` });
  return (
    <div
      className={classes.chart}
      data-dense={days.length > 40 || undefined}
      data-few={days.length < 14 || undefined}
      role="img"
      aria-label={props.label}
    >
      <div className={classes.field}>
        {steps.map((step) => (
          <div key={step} className={classes.step} style={{ bottom: `${(step / top) * 100}%` }}>
            <span>{props.sayStep(step)}</span>
          </div>
        ))}
        <div className={classes.bars}>
          {days.map(({ key, value, said }) => (
            <div key={key} className={classes.day} title={said}>
              <i
                style={heightOf(value)}
                data-some={value > 0 || undefined}
                data-today={(props.today !== undefined && key === days.at(-1)?.key) || undefined}
              />
            </div>
          ))}
        </div>
      </div>
      <div className={classes.names}>
        {days.map(({ key, name }, index) => {
          const isLast = index === days.length - 1;
          const isNamed = isLast || (index % every === 0 && days.length - 1 - index >= every / 2);
          return (
            <span key={key} data-last={isLast || undefined}>
              {isNamed ? <em>{isLast ? (props.today ?? name) : name}</em> : null}
            </span>
          );
        })}
      </div>
    </div>
  );
}
