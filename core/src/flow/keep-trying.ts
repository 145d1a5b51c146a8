import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

const firstWaitMs = 200;
const mostWaitMs = 10_000;

/** Thrown when this process leaves before a patient step succeeded; whoever recovers takes the step up again. */
export class LeftEarly extends Error {
  constructor(cause: unknown) {
    super("This process leaves before the step succeeded.", { cause });
    this.name = "LeftEarly";
  }
}

/** Repeats a step on our own side until it succeeds or this process leaves: a paid answer is never given up. */
export async function keepTrying<Value>(
  patience: { clock: Clock; log: Log; leave: AbortSignal; about: Record<string, unknown> },
  sentence: string,
  step: () => Promise<Value>,
): Promise<Value> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(mostWaitMs, waitMs * 2)) {
    try {
      return await step();
    } catch (cause) {
      if (patience.leave.aborted) throw new LeftEarly(cause);
      patience.log.warn({ ...patience.about, err: cause }, sentence);
      await patience.clock.wait({ ms: waitMs, signal: patience.leave });
    }
  }
}
