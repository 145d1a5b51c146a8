const soonDays = 60;
const dayMs = 86_400_000;

/** How many days a model has left that is shut down on a day (both ISO, UTC), where it is soon; null otherwise. */
export function endsSoonDays(shutDownOn: string, today: string): number | null {
  const left = Math.round((Date.parse(shutDownOn) - Date.parse(today)) / dayMs);
  return left > 0 && left <= soonDays ? left : null;
}
