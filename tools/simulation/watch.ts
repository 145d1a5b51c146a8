import type { WorkDoors } from "@bunch/core/flow/work";
import type { Acts } from "./acts.ts";
import {
  type AttemptRow,
  type Database,
  type ExecutionRow,
  isOpen,
  type ResultRow,
} from "./database.ts";
import type { Call } from "./provider.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { WorkerProcess } from "./worker-process.ts";

type Watched = {
  time: VirtualTime;
  database: Database;
  provider: { calls: readonly Call[] };
  hadOutage: boolean;
  deathAfterMs: number;
};

/** Two heartbeats, and what the doors between them take. */
const lookAgainMs = 11_000;

const arrows: Record<ResultRow["status"], readonly ResultRow["status"][]> = {
  // Failed, when a doubt is given up by its owner or answered late without a picture.
  pending: ["processing", "completed", "cancelled", "failed"],
  processing: ["pending", "completed", "failed", "cancelled"],
  completed: [],
  failed: ["pending"],
  cancelled: [],
};

/** Looks at every step as it is done, from what it knows itself, and notes each promise that a step breaks. */
export class Watch {
  readonly violations: string[] = [];
  /** Attempts that were rightly taken from a process that was gone, so that their calls are doubts. */
  readonly adopted = new Set<string>();
  readonly #world: Watched;
  readonly #statuses = new Map<string, ResultRow["status"]>();
  readonly #processes = new Map<string, WorkerProcess>();
  /** Until when each limit that was told keeps its account closed. */
  readonly #gates = new Map<unknown, number>();
  readonly #beats = new Map<string, number>();
  readonly #cameBackMs = new Map<string, number>();

  constructor(world: Watched) {
    this.#world = world;
  }

  broke(what: string): void {
    this.violations.push(what);
  }

  /** The acts, each looked at. */
  over(acts: Acts): Acts {
    const { ledger, recovery, dispatch, registry } = acts;
    const { database, time } = this.#world;
    return {
      ...acts,
      ledger: {
        ...ledger,
        claim: (input) => {
          const claim = ledger.claim(input);
          const execution = database.results.get(input.resultId)?.execution;
          if (claim && (execution?.isCancelled || execution?.pausedReason))
            this.broke(`I5: ${input.resultId} was claimed after a pause or cancel.`);
          if (claim && execution) this.#lookAtBudget(execution);
          this.#look(database.results.get(input.resultId));
          return claim;
        },
        settle: (input) => {
          const newsBefore = database.news.length;
          const settled = ledger.settle(input);
          const told = database.news[newsBefore]?.news;
          if (told?.is === "limited") this.#gates.set(told, time.nowMs + told.waitMs);
          this.#look(database.attempts.get(input.attemptId)?.result);
          return settled;
        },
      },
      recovery: {
        ...recovery,
        adopt: (input) => {
          const attempt = database.attempts.get(input.attemptId);
          const ownerId = attempt?.workerId;
          const fence = recovery.adopt(input);
          if (fence !== null && attempt && ownerId !== undefined)
            this.#adopted(attempt, { ownerId, byId: input.workerId });
          return fence;
        },
      },
      dispatch: {
        ...dispatch,
        chooseNext: (input) => {
          const before = new Map<string, number>();
          const choice = dispatch.chooseNext(input);
          for (const { account, inFlight } of choice.accounts) before.set(account, inFlight);
          for (const { account } of choice.chosen)
            before.set(account, (before.get(account) ?? 0) + 1);
          for (const { account, inFlight } of choice.accounts) {
            const most = input.allowances.find((one) => one.account === account) ?? input.forNew;
            const now = before.get(account) ?? 0;
            if (now > inFlight && now > most.inFlight)
              this.broke(`T: ${account} may have ${most.inFlight} in flight and got ${now}.`);
          }
          return choice;
        },
      },
      registry: {
        ...registry,
        beat: (input) => {
          const silentMs = time.nowMs - (this.#beats.get(input.workerId) ?? 0);
          if (silentMs >= this.#world.deathAfterMs)
            this.#cameBackMs.set(input.workerId, time.nowMs);
          this.#beats.set(input.workerId, time.nowMs);
          registry.beat(input);
        },
      },
    };
  }

  /** A process's doors; whether it hands out what a limit forbids that it has heard of. */
  dispatcher(process: WorkerProcess, doors: WorkDoors): WorkDoors {
    this.#processes.set(process.id, process);
    this.#beats.set(process.id, this.#world.time.nowMs);
    const { dispatch } = doors;
    const closedUntil = new Map<string, number>();
    return {
      ...doors,
      dispatch: {
        ...dispatch,
        chooseNext: async (input) => {
          const askedMs = this.#world.time.nowMs;
          const choice = await dispatch.chooseNext(input);
          for (const { account, resultId } of choice.chosen)
            if ((closedUntil.get(account) ?? 0) > askedMs)
              this.broke(`T: ${resultId} was handed out while the gate of ${account} was closed.`);
          for (const { account, news } of choice.news)
            if (news.is === "limited") {
              const untilMs = Math.max(closedUntil.get(account) ?? 0, this.#gates.get(news) ?? 0);
              closedUntil.set(account, untilMs);
            }
          return choice;
        },
      },
    };
  }

  /** A process has left by itself: where nothing was out of its reach it leaves no call open (F9, F11). */
  left({ id }: WorkerProcess): void {
    if (this.#world.hadOutage) return;
    for (const attempt of this.#world.database.attempts.values())
      if (attempt.workerId === id && isOpen(attempt))
        this.broke(`F11: ${id} has left and ${attempt.id} is open, although it could be settled.`);
  }

  /** A call reaches the provider. */
  received({ process }: Call): void {
    const open = this.#world.provider.calls.filter(
      (call) => call.process === process && call.isOpen && !call.isGivenUp,
    );
    if (open.length > process.slots)
      this.broke(
        `I8: ${process.id} has ${open.length} calls in flight and ${process.slots} slots.`,
      );
  }

  /** What is settled, possible and under way must fit the cap (F7). */
  #lookAtBudget({ id, results, costMicros, possibleMicros, maxCostMicros }: ExecutionRow): void {
    let reserved = 0;
    for (const { attempts } of results)
      for (const attempt of attempts) if (isOpen(attempt)) reserved += attempt.ceilingMicros;
    const most = costMicros + possibleMicros + reserved;
    if (maxCostMicros !== null && most > maxCostMicros)
      this.broke(`F7: ${id} may cost ${most}, and its cap is ${maxCostMicros}.`);
  }

  /** One result after a step: whether it went an arrow, and whether its attempts fit its state. */
  #look(result: ResultRow | undefined): void {
    if (!result) return;
    const before = this.#statuses.get(result.id) ?? "pending";
    this.#statuses.set(result.id, result.status);
    // Retries and cancels happen outside the ledger; both are arrows that a step of it may follow.
    const from = before === "failed" ? ["failed", "pending"] : [before];
    const isArrow = from.some(
      (one) => one === result.status || arrows[one as ResultRow["status"]].includes(result.status),
    );
    if (!isArrow) this.broke(`I1: ${result.id} went from ${before} to ${result.status}.`);
    const open = result.attempts.filter(isOpen);
    if (open.length > 1) this.broke(`I1: ${result.id} has ${open.length} calls open at once.`);
    if (open.length > 0 && result.status !== "processing")
      this.broke(`I1: ${result.id} is ${result.status} while a call of it is open.`);
  }

  #adopted(attempt: AttemptRow, by: { ownerId: string; byId: string }): void {
    this.adopted.add(attempt.id);
    const owner = this.#processes.get(by.ownerId);
    if (!owner || by.ownerId === by.byId) return;
    if (
      owner.state === "dead" ||
      owner.state === "left" ||
      this.#world.database.workers.get(by.ownerId)?.left
    )
      return;
    const { time, deathAfterMs } = this.#world;
    const silentMs = time.nowMs - (this.#beats.get(by.ownerId) ?? 0);
    // Whoever takes over looked a heartbeat ago: it may not know yet that the silent one is back.
    const isJustBack = time.nowMs - (this.#cameBackMs.get(by.ownerId) ?? -Infinity) <= lookAgainMs;
    const isInTrouble = owner.troubledUntilMs >= time.nowMs - deathAfterMs;
    if ((silentMs < deathAfterMs && !isJustBack) || !isInTrouble)
      this.broke(`F10: ${by.ownerId} was taken for dead while it lived.`);
  }
}
