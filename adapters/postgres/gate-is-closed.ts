/**
 * The condition that a row of `paces` is not from the future. One that is was written before the clock was put back, and its
 * gate says nothing of now. Five seconds, as transactions that meet have begun at different times.
 */
export function isOfNow(pace: string): string {
  return `${pace}.updated_at <= now() + interval '5 seconds'`;
}

/** The condition that a provider's wait lasts for the account of a row of `paces`. */
export function gateIsClosed(pace: string): string {
  return `(${pace}.gate_until > now() and ${isOfNow(pace)})`;
}
