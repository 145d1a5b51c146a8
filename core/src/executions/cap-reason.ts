import type { WaitReason } from "@bunch/contracts/execution";

/** Why an execution waits whose next call might not fit under its cap, with the figures that tell what to raise it to. */
export function capReason(money: {
  capMicros: number;
  /** Settled and possible. */
  spentMicros: number;
  /** The ceiling of the next call. */
  nextMicros: number;
}): WaitReason {
  const { capMicros, spentMicros, nextMicros } = money;
  const left = Math.max(0, capMicros - spentMicros);
  const enough = Math.ceil((spentMicros + nextMicros) / 10_000) / 100;
  return {
    code: "cap",
    message: `The next picture may cost up to ${inDollars(nextMicros)}, but of the cap of ${inDollars(capMicros)} only ${inDollars(left)} is left: ${inDollars(spentMicros)} is spent, possible charges included. Raise the cap to ${inDollars(enough * 1_000_000)} or more and resume, or cancel.`,
    until: null,
    next_cost: nextMicros / 1_000_000,
  };
}

/** At least two decimals, and as many as it takes: beside a cap a tenth of a cent counts. */
function inDollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(6).replace(/0{1,4}$/, "")}`;
}
