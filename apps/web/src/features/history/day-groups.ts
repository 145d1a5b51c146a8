/** The heading under which a batch stands: how long ago it was begun, as the reader's own calendar counts it. */
export type DayGroup = "today" | "yesterday" | "week" | { month: string };

const weekDays = 7;

/** Where a moment belongs; months are named by one moment in them. */
export function dayGroupOf(iso: string, now: Date): DayGroup {
  const days = daysBetween(new Date(iso), now);
  // A clock that goes wrong must not open a group of its own.
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  if (days < weekDays) return "week";
  return { month: iso };
}

/** Splits what is newest first into runs of one group, in the same order. */
export function inDayGroups<Item extends { created_at: string }>(
  items: readonly Item[],
  now: Date,
): { key: string; group: DayGroup; items: Item[] }[] {
  const groups: { key: string; group: DayGroup; items: Item[] }[] = [];
  for (const item of items) {
    const group = dayGroupOf(item.created_at, now);
    const key = typeof group === "string" ? group : monthKey(new Date(group.month));
    const last = groups.at(-1);
    if (last?.key === key) last.items.push(item);
    else groups.push({ key, group, items: [item] });
  }
  return groups;
}

function monthKey(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth() + 1}`;
}

/** Whole days of the calendar: the days of a change of clocks are longer or shorter, and are days all the same. */
function daysBetween(earlier: Date, later: Date): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((day(later) - day(earlier)) / 86_400_000);
}
