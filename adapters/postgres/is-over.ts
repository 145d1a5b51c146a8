/**
 * The condition that a moment in which something may go on has come. No wait of ours is longer than 20 s: a moment further
 * off was set by a clock that has been put back since, and nobody should wait for it.
 */
export function isOver(moment: string): string {
  return `(${moment} is null or ${moment} <= now() or ${moment} > now() + interval '1 minute')`;
}
