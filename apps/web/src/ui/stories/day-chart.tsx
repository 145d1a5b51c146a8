import { DayChart } from "../day-chart.tsx";
import type { Say, Stories } from "../story.tsx";

function Days(props: {
  say: Say;
  count: number;
  highest: number;
  isWhole?: boolean;
  what: string;
}) {
  const { say, count, highest, isWhole = false } = props;
  const valueOf = (index: number) => {
    const value = Math.abs(Math.sin(index * 1.7)) * highest;
    return isWhole ? Math.round(value) : value;
  };
  const sign = (value: number) => (isWhole ? String(value) : `$${value.toFixed(2)}`);
  return (
    <DayChart
      label={props.what}
      today={say("Today", "Aujourd’hui")}
      sayStep={sign}
      isWhole={isWhole}
      days={Array.from({ length: count }, (_, index) => {
        const name = `${(index % 28) + 1} Nov`;
        const value = valueOf(index + 1);
        return { key: String(index), name, value, said: `${name}: ${sign(value)}` };
      })}
    />
  );
}

export const stories: Stories = {
  "seven days of money": ({ say }) => (
    <Days say={say} count={7} highest={4.2} what={say("Seven days", "Sept jours")} />
  ),
  "thirty days of pictures": ({ say }) => (
    <Days say={say} count={30} highest={180} isWhole what={say("Thirty days", "Trente jours")} />
  ),
  "ninety days": ({ say }) => (
    <Days
      say={say}
      count={90}
      highest={900}
      isWhole
      what={say("Ninety days", "Quatre-vingt-dix jours")}
    />
  ),
  "nothing yet": ({ say }) => (
    <Days say={say} count={7} highest={0} isWhole what={say("Nothing", "Rien")} />
  ),
};
