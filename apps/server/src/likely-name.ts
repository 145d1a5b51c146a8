/** Which of the known names somebody probably meant who wrote this one; null when none is near, or when it is one. */
export function likelyName(written: string, known: readonly string[]): string | null {
  const name = written.toUpperCase();
  if (known.includes(written)) return null;
  const near = known
    .flatMap((one) => {
      const most = hasSameWords(name, one) ? Infinity : tolerated(one);
      // Each letter too many is a difference: most names are told apart by their length alone.
      if (Math.abs(name.length - one.length) > most) return [];
      const apart = distance(name, one);
      return apart <= most ? [{ one, apart }] : [];
    })
    .toSorted((a, b) => a.apart - b.apart);
  return near[0]?.one ?? null;
}

/** Short names are near to each other by nature. */
function tolerated(name: string): number {
  return name.length <= 5 ? 1 : name.length <= 9 ? 2 : 3;
}

/** GEMINI_KEY for GEMINI_API_KEY: a word left out, the first and the last in place. */
function hasSameWords(written: string, known: string): boolean {
  const [mine, theirs] = [written.split("_"), known.split("_")];
  return (
    mine.length > 1 &&
    mine[0] === theirs[0] &&
    mine.at(-1) === theirs.at(-1) &&
    mine.every((word) => theirs.includes(word))
  );
}

/** How many letters differ, are too many, are missing, or stand in each other's place. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const steps = [
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        (last[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
      ];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwapped) steps.push((before[column - 2] ?? 0) + 1);
      now.push(Math.min(...steps));
    }
    [before, last] = [last, now];
  }
  return last[other.length] ?? 0;
}
