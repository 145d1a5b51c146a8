import type { WorkOrder } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { OrphanedAttempt, RecoveryStore } from "../ports/recovery-store.ts";
import { aboutOrder } from "./about-order.ts";
import { fetchAnswer } from "./fetch-answer.ts";
import { finishAttempt, type FinishDoors } from "./finish-attempt.ts";
import type { PrepareDoors } from "./prepare-call.ts";
import type { AttemptEnd } from "./store-answer.ts";

export type RecoverDoors = FinishDoors &
  Pick<PrepareDoors, "models" | "vault" | "hideSecret"> & { recovery: RecoveryStore; log: Log };

const batch = 200;
/** How many vendors' queues are asked side by side. */
const askedAtOnce = 8;
/** How long one orphan may keep the others waiting, as when the store is out; the next look takes it up again. */
const patienceMs = 60_000;
/** The same where a large picture may come over a slow line. */
const fetchPatienceMs = 10 * 60_000;

/**
 * Finishes what the dead left: an answer in their spool is stored and settled, a call without one becomes a doubt.
 * A spool on another machine cannot be looked into: its attempts wait until their deadline and a margin have passed,
 * and an answer that is known to lie there is never drawn again by itself. One that cannot be finished stops none of the
 * others; the first such failure is thrown at the end.
 */
export async function recover(
  doors: RecoverDoors,
  input: {
    deadWorkerIds: readonly string[];
    workerId: string;
    spoolId: string;
    /** Whether to look through the spool for answers to doubts, too. */
    looksForLate: boolean;
    /** Results that this process works on itself, from before their claim on. */
    held: { has: (resultId: string) => boolean; keys: () => Iterable<string> };
    /** Attempts of this process whose call had begun and whose end broke. */
    broken: Set<string>;
    leave: AbortSignal;
  },
): Promise<{ recovered: number; doubts: number }> {
  const told = { recovered: 0, doubts: 0 };
  if (input.deadWorkerIds.length === 0) return told;
  const orphans = await doors.recovery.orphans({
    workerIds: input.deadWorkerIds,
    spoolId: input.spoolId,
    spooled: input.looksForLate ? await doors.spool.list() : [],
    held: [...input.held.keys()],
    limit: batch,
  });
  const failures: unknown[] = [];
  const look = async (orphan: OrphanedAttempt): Promise<void> => {
    if (input.leave.aborted) return;
    const isLate = orphan.state === "uncertain";
    // A doubt is nobody's any more: whoever settles it first settles it for all.
    if (!isLate && input.held.has(orphan.order.resultId)) return;
    const end = endOf(orphan, input);
    if (!end) return;
    try {
      const patience = orphan.ticket === null ? patienceMs : fetchPatienceMs;
      const leave = AbortSignal.any([input.leave, AbortSignal.timeout(patience)]);
      const about = aboutOrder(orphan.order, orphan.attemptId);
      const finished = await doors.tracer.span(
        { name: "recover", from: orphan.order.traceparent, facts: about },
        () =>
          isLate
            ? finishLate(doors, orphan, end, leave)
            : finishOrphan(doors, orphan, end, { ...input, leave }),
      );
      if (finished === "answer") told.recovered += 1;
      if (finished === "doubt") told.doubts += 1;
    } catch (cause) {
      failures.push(cause);
    }
  };
  for (const orphan of orphans) if (orphan.ticket === null) await look(orphan);
  // A vendor that is silent keeps each of its questions waiting, and must not keep all others.
  const asked = orphans.values().filter((orphan) => orphan.ticket !== null);
  const asking = async () => {
    for (const orphan of asked) await look(orphan);
  };
  await Promise.all(Array.from({ length: askedAtOnce }, asking));
  if (told.recovered + told.doubts > 0)
    doors.log.warn(told, "Work of a process that died was taken over.");
  if (failures.length > 0) throw failures[0];
  return told;
}

/** How an orphan ended as far as this machine can know; null when it must wait. Touches nothing. */
export function endOf(
  orphan: OrphanedAttempt,
  here: { workerId: string; spoolId: string; broken: ReadonlySet<string> },
): AttemptEnd | null {
  if (
    orphan.state !== "uncertain" &&
    orphan.workerId === here.workerId &&
    !here.broken.has(orphan.attemptId)
  )
    // Ours, and nobody works on it: the claim was committed, but its answer to us was lost, so nothing was called.
    return { ended: "not_called", message: "The claim was written, but nothing was called." };
  if (orphan.spoolId === here.spoolId || (orphan.state === "sent" && orphan.ticket !== null))
    return {
      ended: "died",
      message: "Our process ended during the call, so its answer is not known.",
    };
  if (orphan.state === "sent" && orphan.overdue)
    return {
      ended: "died",
      message: "The machine that called did not come back, so its answer is not known.",
    };
  return null;
}

/** Settles a doubt whose answer lies in the spool after all; one that cannot be read leaves it as it is. */
async function finishLate(
  doors: RecoverDoors,
  orphan: OrphanedAttempt,
  end: AttemptEnd,
  leave: AbortSignal,
): Promise<"late"> {
  const { order, attemptId, fence, earlier } = orphan;
  const { entry, model } = modelOf(doors, order);
  if (entry && model)
    await finishAttempt(doors, {
      order,
      entry,
      model,
      claim: { attemptId, fence, earlier },
      end,
      apiKey: keyOf(doors, order),
      drawnInMs: null,
      leave,
    });
  return "late";
}

function modelOf(doors: RecoverDoors, order: WorkOrder) {
  const entry = doors.models.catalogue.find((one) => one.id === order.modelId);
  return { entry, model: entry && doors.models.modelOf(entry.vendor) };
}

async function finishOrphan(
  doors: RecoverDoors,
  orphan: OrphanedAttempt,
  end: AttemptEnd,
  input: { workerId: string; broken: Set<string>; leave: AbortSignal },
): Promise<"answer" | "doubt" | "taken" | "waiting"> {
  const { order, attemptId } = orphan;
  const { entry, model } = modelOf(doors, order);
  if (!entry || !model) return "taken";
  // It was called, and is ours from the next line's commit on: should anything break from there, the answer to that very
  // line included, the next look must not think that it was never called.
  if (end.ended === "died") input.broken.add(attemptId);
  const fence = await doors.recovery.adopt({
    attemptId,
    fence: orphan.fence,
    workerId: input.workerId,
  });
  if (fence === null) {
    input.broken.delete(attemptId);
    return "taken";
  }
  const apiKey = keyOf(doors, order);
  const { leave } = input;
  const known = await fetchAnswer(doors, { orphan, entry, model, apiKey, end, leave });
  // Ours, and broken: the next look asks again.
  if (known === null) return "waiting";
  const { isSpooled } = await finishAttempt(doors, {
    order,
    entry,
    model,
    claim: { attemptId, fence, earlier: orphan.earlier },
    end: known,
    apiKey,
    drawnInMs: null,
    leave: input.leave,
  });
  input.broken.delete(attemptId);
  return isSpooled ? "answer" : "doubt";
}

/** The key that the dead called with, as its answer may repeat it; none where it no longer opens. */
function keyOf(doors: RecoverDoors, order: WorkOrder): string {
  const { sealedKey: sealed, userId, workflowId } = order;
  const apiKey = sealed && doors.vault.open({ sealed, userId, workflowId });
  if (apiKey) doors.hideSecret(apiKey);
  return apiKey ?? "";
}
