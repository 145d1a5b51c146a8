import type { Ledger } from "../ports/ledger.ts";
import type { Meter } from "../ports/meter.ts";
import { decideSettlement, type Ending } from "../results/decide-settlement.ts";
import type { RetryPolicy } from "../results/retry-policy.ts";
import { aboutOrder } from "./about-order.ts";
import { keepTrying } from "./keep-trying.ts";
import { type AttemptToFinish, storeAnswer, type StoreDoors } from "./store-answer.ts";

export type FinishDoors = StoreDoors & { ledger: Ledger; meter: Meter; policy: RetryPolicy };

/**
 * From the spool to the settlement: read, prove, store, settle. The same path for a worker and for a recovery. Tells
 * whether anything of an answer was in the spool.
 */
export async function finishAttempt(
  doors: FinishDoors,
  input: AttemptToFinish & { drawnInMs: number | null },
): Promise<{ isSpooled: boolean }> {
  const { order, claim, leave } = input;
  const { attemptId } = claim;
  const about = { ...aboutOrder(order, attemptId), attemptId };
  const patience = { clock: doors.clock, log: doors.log, leave, about };

  const { ending, picture, isSpooled } = await storeAnswer(doors, input);
  const settlement = decideSettlement({
    ending,
    earlier: claim.earlier,
    policy: { ...doors.policy, redrawFiltered: order.redrawFiltered, onDoubt: order.onDoubt },
    jitter: doors.clock.random(),
  });
  const { outcome } = settlement;
  const settled = await doors.tracer.span({ name: "settle", from: null, facts: { outcome } }, () =>
    keepTrying(patience, "The attempt could not be settled; it is tried again.", () =>
      doors.ledger.settle({ attemptId, settlement, picture, drawnInMs: input.drawnInMs }),
    ),
  );
  if (settled.is !== "unchanged")
    doors.log.info(
      { ...about, outcome, costMicros: settlement.costMicros },
      "An attempt was settled.",
    );
  if (settled.is === "settled") {
    const { modelId } = order;
    doors.meter.attemptEnded({
      modelId,
      outcome,
      refusedFor: refusalOf(ending),
      costMicros: settlement.costMicros,
      possibleMicros: settled.possibleMicros,
      calledForMs: input.end.ended === "not_called" ? null : input.drawnInMs,
    });
    if (settled.resultEnded) doors.meter.resultEnded({ modelId, outcome: settled.resultEnded });
  }
  // Whoever deletes a batch wants nothing of it to stay.
  if (settled.is === "deleted" || mayBeForgotten(ending, isSpooled)) await discard(doors, about);
  return { isSpooled };
}

/** The code of a refusal, from a small set; a doubt is none. */
function refusalOf(ending: Ending): string | null {
  switch (ending.kind) {
    case "picture":
    case "ambiguous":
    case "unanswered":
    case "died":
      return null;
    case "no_picture":
      return ending.code;
    case "account":
      return ending.reason.code;
    case "bad_request":
    case "rate_limited":
    case "overloaded":
    case "provider_failed":
    case "unreachable":
    case "not_called":
      return ending.kind;
    default:
      throw new Error(`Unknown ending ${JSON.stringify(ending satisfies never)}`);
  }
}

/** What could not be read, a cut answer too, is kept for whoever wants to look: it may have been paid. */
function mayBeForgotten(ending: Ending, isSpooled: boolean): boolean {
  // Whoever was taken for dead may only have slept, and still writes into its file.
  if (ending.kind === "died") return false;
  if (!isSpooled) return true;
  const isDoubt = ending.kind === "ambiguous" || ending.kind === "unanswered";
  return !isDoubt && !(ending.kind === "no_picture" && ending.code === "unreadable_answer");
}

async function discard(doors: FinishDoors, about: { attemptId: string }): Promise<void> {
  try {
    await doors.spool.discard(about);
  } catch (cause) {
    // The attempt is settled: what stays behind costs room, not money.
    doors.log.warn(
      { ...about, err: cause },
      "An answer was settled, but could not be removed from the spool.",
    );
  }
}
