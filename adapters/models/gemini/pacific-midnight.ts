const pacificClock = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/Los_Angeles",
  hourCycle: "h23",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

const hourMs = 3_600_000;

/** The next midnight in California, when Google counts a new day; right on the days of 23 and 25 hours too. */
export function nextPacificMidnightMs(nowMs: number): number {
  const now = pacificTime(nowMs);
  const sinceMidnightMs = (now.hour * 60 + now.minute) * 60_000 + now.second * 1000;
  const wholeSecondMs = Math.floor(nowMs / 1000) * 1000;
  // By the clock on the wall; the hour that a day gains or loses is put right below.
  const guessMs = wholeSecondMs - sinceMidnightMs + 24 * hourMs;
  for (const correction of [0, -hourMs, hourMs]) {
    const there = pacificTime(guessMs + correction);
    if (there.hour === 0 && there.minute === 0 && there.day !== now.day)
      return guessMs + correction;
  }
  return guessMs;
}

function pacificTime(atMs: number) {
  const parts = pacificClock.formatToParts(atMs);
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return {
    day: numberOf("day"),
    hour: numberOf("hour"),
    minute: numberOf("minute"),
    second: numberOf("second"),
  };
}
