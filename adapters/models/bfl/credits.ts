const microsOfCredit = 10_000;
/** No picture costs a hundred dollars; what is more, negative or broken is no cost. */
const mostCredits = 10_000;

/** What an answer says that a picture costs, in credits of a cent; null where it says nothing of use. */
export function creditsIn(answer: Record<string, unknown>): number | null {
  const { cost } = answer;
  return typeof cost === "number" && cost >= 0 && cost < mostCredits ? cost : null;
}

/** Credits in whole micro-dollars. */
export function microsOf(credits: number): number {
  return Math.round(credits * microsOfCredit);
}
