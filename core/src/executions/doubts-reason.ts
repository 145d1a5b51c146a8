import type { WaitReason } from "@bunch/contracts/execution";

/** Why an execution waits that has nothing left but results that may be paid already. */
export function doubtsReason(doubts: { count: number; possibleMicros: number }): WaitReason {
  const { count } = doubts;
  const upTo = `$${(Math.ceil(doubts.possibleMicros / 10_000) / 100).toFixed(2)}`;
  return {
    code: "doubts",
    message: `${count} ${count === 1 ? "picture" : "pictures"} may be drawn and charged already, up to ${upTo} in all, without having reached us. Decide for each or for all: draw again, or give up. Then it goes on by itself.`,
    until: null,
  };
}
