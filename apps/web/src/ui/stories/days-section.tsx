import { DaysSection } from "../days-section.tsx";
import type { Stories } from "../story.tsx";

const days = Array.from({ length: 7 }, (_, index) => ({
  day: `2026-11-0${index + 1}`,
  cost: index * 0.6,
  pictures: index * 15,
}));

// One alone: it has an address of its own, which no page has twice.
export const stories: Stories = {
  "with words, until today": ({ say }) => (
    <DaysSection
      days={days}
      endsToday
      about={say("Today is still under way.", "La journée n’est pas finie.")}
      table={null}
    />
  ),
};
