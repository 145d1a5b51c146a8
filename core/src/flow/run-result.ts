import { ceilingMicros } from "../models/cost.ts";
import type { Clock } from "../ports/clock.ts";
import type { Claim, ExecutionPauser, Ledger, WorkOrder } from "../ports/ledger.ts";
import type { CallEnd, ImageModel } from "../ports/image-model.ts";
import type { Log } from "../ports/log.ts";
import type { SpanFacts } from "../ports/tracer.ts";
import { aboutOrder } from "./about-order.ts";
import { keepTrying, LeftEarly } from "./keep-trying.ts";
import { finishAttempt, type FinishDoors } from "./finish-attempt.ts";
import { prepareCall, type PreparedCall, type PrepareDoors } from "./prepare-call.ts";
import { tracedSink } from "./traced-sink.ts";

/** How the call itself ended. */
type CalledEnd = CallEnd | { ended: "not_called"; message: string };

export type RunDoors = PrepareDoors &
  FinishDoors & { ledger: Ledger & ExecutionPauser; clock: Clock; log: Log };

/**
 * Takes one result from pending to its picture, or to the reason why there is none: prepare, claim, call once, spool,
 * read, store, settle. All waiting comes before the claim; after it every path leads to a settlement.
 * `signal` ends the call's waiting (and makes a doubt of it), `leave` the endless patience with a broken store.
 */
export async function runResult(
  doors: RunDoors,
  input: {
    resultId: string;
    workerId: string;
    signal: AbortSignal;
    /** From then on nothing is claimed, whatever was waited for before. */
    stop: AbortSignal;
    leave: AbortSignal;
    /** Told what it is about, for the log. */
    found: (about: Record<string, string>) => void;
    /** Told as soon as the attempt is known to be written. */
    claimed: (attemptId: string) => void;
  },
): Promise<void> {
  const order = await doors.ledger.findWork({ resultId: input.resultId });
  if (!order) return;
  input.found(aboutOrder(order, null));
  await doors.tracer.span(
    { name: "result", from: order.traceparent, facts: aboutOrder(order, null) },
    () => runOrder(doors, order, input),
  );
}

async function runOrder(
  doors: RunDoors,
  order: WorkOrder,
  input: Parameters<typeof runResult>[1],
): Promise<void> {
  const prepared = await prepareCall(doors, order, AbortSignal.any([input.signal, input.stop]));
  if ("pause" in prepared) {
    const { executionId, account } = order;
    await doors.ledger.pause({ executionId, account, reason: prepared.pause });
    return;
  }
  const called = await claimAndCall(doors, input, order, prepared).finally(prepared.giveBack);
  if (!called) return;
  // Its ticket is safe: a recovery, of this process or another, asks until the picture is there.
  if (called.end.ended === "left") throw new LeftEarly(new Error(called.end.message));
  if (called.end.ended === "answered") await noteReceived(doors, order, called.claim.attemptId);
  const { claim, end } = called;
  await finishAttempt(doors, {
    claim,
    end,
    order,
    entry: prepared.entry,
    model: prepared.model,
    apiKey: prepared.request.apiKey,
    drawnInMs: Math.round(doors.clock.monotonicMs() - called.startedMs),
    leave: input.leave,
  });
}

/** Null when the claim is not to be had: paused, taken or ended meanwhile. */
async function claimAndCall(
  doors: RunDoors,
  input: Omit<Parameters<typeof runResult>[1], "resultId" | "found">,
  order: WorkOrder,
  { entry, model, request }: PreparedCall,
): Promise<{ claim: Claim; end: CalledEnd; startedMs: number } | null> {
  if (input.stop.aborted) return null;
  const claim = await doors.tracer.span({ name: "claim", from: null, facts: {} }, () =>
    doors.ledger.claim({
      resultId: order.resultId,
      workerId: input.workerId,
      account: order.account,
      ceilingMicros: ceilingMicros({
        entry,
        imageSize: request.imageSize,
        references: request.references.length,
        prompt: request.prompt,
      }),
      deadlineMs: request.deadlineMs,
    }),
  );
  if (!claim) return null;
  input.claimed(claim.attemptId);
  doors.pictures.expect();
  const startedMs = doors.clock.monotonicMs();
  const { attemptId } = claim;
  const { signal } = input;
  const about = { ...aboutOrder(order, attemptId), attemptId };
  const patience = { clock: doors.clock, log: doors.log, leave: input.leave, about };
  const keepTicket = (ticket: string) =>
    keepTrying(patience, "The vendor's id could not be noted; it is tried again.", () =>
      doors.ledger.keepTicket({ attemptId, ticket }),
    );
  const end = await doors.tracer.span(
    { name: "call", from: null, facts: { provider: entry.vendor, model: entry.id, attemptId } },
    async (tell) => {
      const ended = await callOnce(doors, { model, request, about, keepTicket, signal, tell });
      tell({ ended: ended.ended });
      return ended;
    },
  );
  return { claim, end, startedMs };
}

async function callOnce(
  doors: RunDoors,
  call: {
    model: ImageModel;
    request: Parameters<ImageModel["call"]>[0]["request"];
    about: { attemptId: string };
    keepTicket: (ticket: string) => Promise<void>;
    signal: AbortSignal;
    tell: (facts: SpanFacts) => void;
  },
): Promise<CalledEnd> {
  let sink;
  try {
    sink = await doors.spool.open({ attemptId: call.about.attemptId });
  } catch (cause) {
    // A picture that cannot be kept must not be paid.
    doors.log.error(
      { ...call.about, err: cause },
      "The spool cannot be written; nothing was called.",
    );
    return {
      ended: "not_called",
      message: "There was no room to keep the answer, so nothing was called.",
    };
  }
  try {
    const traced = tracedSink(doors.tracer, sink, call.tell);
    const { request, signal, keepTicket } = call;
    return await call.model.call({ request, sink: traced, keepTicket, signal });
  } catch (cause) {
    // Whatever it was, the request may have left: a doubt, never a free call.
    doors.log.error({ ...call.about, err: cause }, "The call broke on our side.");
    await sink.abandon();
    return {
      ended: "unanswered",
      message: "The call broke on our side before its answer was kept.",
    };
  }
}

async function noteReceived(doors: RunDoors, order: WorkOrder, attemptId: string): Promise<void> {
  try {
    await doors.ledger.received({ attemptId });
  } catch (cause) {
    // The spool knows it too; the settlement that follows says more.
    doors.log.warn(
      { ...aboutOrder(order, attemptId), err: cause },
      "The answer's arrival was not noted.",
    );
  }
}
