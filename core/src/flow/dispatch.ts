import { Paces } from "../pace/paces.ts";
import type { Bell } from "../ports/bell.ts";
import type { Clock } from "../ports/clock.ts";
import type { DispatchStore } from "../ports/dispatch-store.ts";
import type { ImageModels } from "../ports/image-model.ts";
import type { Log } from "../ports/log.ts";
import type { ResultQueue } from "../ports/result-queue.ts";
import type { Tracer } from "../ports/tracer.ts";
import { handOut } from "./hand-out.ts";

export type DispatchDoors = {
  dispatch: DispatchStore;
  queue: ResultQueue;
  models: ImageModels;
  bell: Bell;
  /** Rings after each look: what could be handed out by then lies in the queue. */
  looks: Bell;
  clock: Clock;
  log: Log;
  tracer: Tracer;
};

const leaseMs = 10_000;
/** How long a change in another process may go unnoticed. */
const idleMs = 250;
/** The same while no slot is free: none comes free without a bell here, or news from another process. */
const fullMs = 1000;
/** How long a lease that was given up may lie there: every worker but one does nothing else than ask for it. */
const standbyMs = 1000;
/** How long the end of a call in another process may go unnoticed, while something waits for its place. */
const peekMs = 25;
/** However many accounts open one after the other, there is a breath between two looks. */
const leastMs = 5;
const afterTroubleMs = 1000;
/** Given as a reason, as otherwise each look makes an error with its stack. */
const wasLooked = "looked";
/** How much of what was found out about an account a crash may cost. */
const keepPacesMs = 1000;

/** Chooses what runs next, at the pace of each account, as the one dispatcher of all processes, until the signal aborts. */
export async function dispatch(
  doors: DispatchDoors,
  input: {
    holder: string;
    /** All others that have joined and not left live. */
    deadWorkerIds: () => readonly string[];
    signal: AbortSignal;
  },
): Promise<void> {
  const { holder, signal } = input;
  const { clock } = doors;
  const paces = new Paces({
    ceilingOf: (modelId) =>
      doors.models.catalogue.find(({ id }) => id === modelId)?.callsAtOnce ?? Infinity,
  });
  let leasedUntilMs = 0;
  let patienceMs = idleMs;
  let keptAtMs = 0;
  /** Whether something waits for the end of a call, and other processes call too. */
  let waitsForOthers = false;

  async function holdLease(nowMs: number): Promise<boolean> {
    if (nowMs <= leasedUntilMs - leaseMs / 2) return true;
    // Somebody else may have held it since it was over.
    const isNew = leasedUntilMs === 0 || nowMs > leasedUntilMs;
    const isMine = await doors.dispatch.holdLease({ holder, forMs: leaseMs });
    if (isMine && isNew) paces.takeUp(await doors.dispatch.loadPaces(), nowMs);
    leasedUntilMs = isMine ? nowMs + leaseMs : 0;
    return isMine;
  }

  /** Hands out what may run; how long there is nothing to look for unless a bell rings. */
  async function look(): Promise<number> {
    const nowMs = clock.monotonicMs();
    patienceMs = idleMs;
    waitsForOthers = false;
    if (!(await holdLease(nowMs))) return (patienceMs = standbyMs);
    const choice = await doors.dispatch.chooseNext({
      deadWorkerIds: input.deadWorkerIds(),
      allowances: paces.allowances(nowMs),
      forNew: paces.forNew,
    });
    // News are as old as the answer at most: counted from before the question, a gate would open while it is still closed.
    paces.heard(choice, { lookedMs: nowMs, heardMs: clock.monotonicMs() });
    if (choice.chosen.length > 0) await handOut(doors, choice.chosen);
    if (nowMs - keptAtMs >= keepPacesMs) {
      keptAtMs = nowMs;
      const changed = paces.toKeep(nowMs);
      if (changed.length > 0)
        await doors.dispatch.keepPaces(changed).catch((cause: unknown) => {
          paces.notKept();
          throw cause;
        });
    }
    waitsForOthers =
      choice.workers > 1 &&
      choice.accounts.some(({ inFlight, hasWaiting }) => inFlight > 0 && hasWaiting);
    if (choice.free === 0) return (patienceMs = fullMs);
    return Math.max(leastMs, Math.min(patienceMs, paces.opensAtMs(nowMs) - clock.monotonicMs()));
  }

  /** Ends with the time, or as soon as another process has told how a call ended. */
  async function newsOfOthers(atMostMs: number, until: AbortSignal): Promise<void> {
    const endMs = clock.monotonicMs() + atMostMs;
    for (
      let leftMs = atMostMs;
      leftMs > 0 && !until.aborted;
      leftMs = endMs - clock.monotonicMs()
    ) {
      await clock.wait({ ms: Math.min(peekMs, leftMs), signal: until });
      if (until.aborted || (await doors.dispatch.hasNews())) return;
    }
  }

  while (!signal.aborted) {
    const looked = new AbortController();
    // From before it looks: a bell that rings meanwhile may be for what it did not see.
    const until = AbortSignal.any([signal, looked.signal]);
    const rungWithinMs = patienceMs;
    const rung = doors.bell.wait({ atMostMs: rungWithinMs, signal: until });
    try {
      const atMostMs = await look().finally(() => doors.looks.ring());
      // What it left waits for a slot or for its time.
      if (waitsForOthers) await Promise.race([rung, newsOfOthers(atMostMs, until)]);
      else if (atMostMs < rungWithinMs)
        await Promise.race([rung, clock.wait({ ms: atMostMs, signal: until })]);
      else await rung;
    } catch (cause) {
      doors.log.warn({ err: cause }, "The dispatcher could not choose; it tries again.");
      await clock.wait({ ms: afterTroubleMs, signal });
    } finally {
      looked.abort(wasLooked);
    }
  }
  if (leasedUntilMs > 0) await doors.dispatch.dropLease({ holder }).catch(() => undefined);
}
