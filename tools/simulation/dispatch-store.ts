import type { Choice, DispatchStore, PacedAccount } from "@bunch/core/ports/dispatch-store";
import { type Allowance, startsNow } from "@bunch/core/pace/allowance";
import { type Database, type ExecutionRow, isReady, type ResultRow } from "./database.ts";
import { modelId } from "./order-of.ts";

/** The dispatch store's verbs as what they do at one moment. */
export type DispatchActs = {
  [Verb in keyof DispatchStore]: (
    input: Parameters<DispatchStore[Verb]>[0] extends undefined
      ? void
      : NonNullable<Parameters<DispatchStore[Verb]>[0]>,
  ) => Awaited<ReturnType<DispatchStore[Verb]>>;
};

/** What the one dispatcher reads and writes, in memory. */
export function createDispatchStore(database: Database): DispatchActs {
  return {
    holdLease({ holder, forMs }) {
      if (database.isLeasedToAnother(holder)) return false;
      database.lease = { holder, untilMs: database.nowMs + forMs };
      database.changed(database.lease.untilMs);
      return true;
    },
    dropLease({ holder }) {
      if (database.lease?.holder === holder) database.lease = null;
      database.changed();
    },
    chooseNext: (input) => chooseNext(database, input),
    loadPaces: () =>
      [...database.paces.values()].flatMap(({ account, findings }) => {
        const gateMs = Math.max(0, database.gateUntilMs(account) - database.nowMs);
        return findings ? [{ account, modelId, findings, gateMs }] : [];
      }),
    hasNews: () => database.news.length > 0,
    keepPaces(paces) {
      for (const { account, findings, isFailing, outageMs } of paces) {
        const row = database.paceOf(account);
        row.findings = findings;
        row.isFailing = isFailing;
        row.gateUntilMs = outageMs > 0 ? database.nowMs + outageMs : database.gateUntilMs(account);
        row.updatedMs = database.nowMs;
      }
    },
  };
}

/** What is open of one account, and how much more of it may start. */
type Paced = PacedAccount & { inFlight: number; hasWaiting: boolean; most: number };

function chooseNext(database: Database, input: Parameters<DispatchStore["chooseNext"]>[0]): Choice {
  const { slots, free, workers } = slotsOf(database, input.deadWorkerIds);
  const underWay = new Map<ExecutionRow, number>();
  const busy = new Map<string, number>();
  const accounts = new Map<string, Paced>();
  const candidates: ResultRow[] = [];
  for (const execution of database.executions) {
    const { userId, account } = execution;
    const held = execution.hold !== null && !database.isOver(execution.hold.untilMs);
    const stands = execution.isCancelled || execution.pausedReason !== null;
    let waiting = 0;
    let count = 0;
    for (const result of execution.results) {
      if (result.status === "processing" || result.handedOutMs !== null) count += 1;
      else if (result.status === "pending") {
        if (!result.isUndecided) waiting += 1;
        if (!stands && !held && isReady(database, result)) candidates.push(result);
      }
    }
    if (count === 0 && (waiting === 0 || stands)) continue;
    underWay.set(execution, count);
    busy.set(userId, (busy.get(userId) ?? 0) + count);
    const known = accounts.get(account);
    const paced = known ?? { account, modelId, inFlight: 0, hasWaiting: false, most: 0 };
    paced.inFlight += count;
    paced.hasWaiting ||= waiting > 0 && !stands && !held;
    accounts.set(account, paced);
  }
  for (const [account, paced] of accounts)
    // As the statement does: a gate may be closed that this dispatcher's allowance has not heard of.
    paced.most = database.gateUntilMs(account) > database.nowMs ? 0 : mostOf(paced, input);
  // Nothing for whom this very look tells a limit: its allowance knows nothing of it yet.
  for (const { account, news } of database.news) {
    const paced = accounts.get(account);
    if (paced && news.is === "limited") paced.most = 0;
  }

  const chosen: Choice["chosen"][number][] = [];
  while (chosen.length < free) {
    const next = nextInTurn(candidates, { underWay, busy, accounts });
    if (!next) break;
    candidates.splice(candidates.indexOf(next), 1);
    const { account, userId } = next.execution;
    next.handedOutMs = database.nowMs;
    underWay.set(next.execution, (underWay.get(next.execution) ?? 0) + 1);
    busy.set(userId, (busy.get(userId) ?? 0) + 1);
    accounts.get(account)!.most -= 1;
    chosen.push({
      resultId: next.id,
      account,
      modelId,
      executionId: next.execution.id,
      traceparent: null,
    });
  }
  const news = database.news.map(({ account, news: told }) => ({ account, modelId, news: told }));
  database.news = [];
  return {
    chosen,
    accounts: [...accounts.values()],
    news,
    slots,
    workers,
    free: free - chosen.length,
  };
}

function mostOf(
  paced: Paced,
  { allowances, forNew }: { allowances: readonly (PacedAccount & Allowance)[]; forNew: Allowance },
): number {
  const known = allowances.find(({ account }) => account === paced.account);
  return startsNow(known ?? forNew, paced.inFlight);
}

/** The users take turns, then a user's executions, then the order of the batch. */
function nextInTurn(
  candidates: readonly ResultRow[],
  under: {
    underWay: Map<ExecutionRow, number>;
    busy: Map<string, number>;
    accounts: Map<string, Paced>;
  },
): ResultRow | undefined {
  let best: ResultRow | undefined;
  let bestTurn: number[] = [];
  for (const result of candidates) {
    const { execution } = result;
    if (under.accounts.get(execution.account)!.most <= 0) continue;
    const turn = [
      under.busy.get(execution.userId) ?? 0,
      under.underWay.get(execution) ?? 0,
      execution.createdAt,
      result.index,
    ];
    const differs = turn.findIndex((part, at) => part !== bestTurn[at]);
    if (best && (differs < 0 || turn[differs]! > bestTurn[differs]!)) continue;
    best = result;
    bestTurn = turn;
  }
  return best;
}

function slotsOf(database: Database, deadWorkerIds: readonly string[]) {
  const held = new Map<string, number>();
  let handedOut = 0;
  for (const { status, workerId, handedOutMs } of database.results.values()) {
    if (status === "processing" && workerId !== null)
      held.set(workerId, (held.get(workerId) ?? 0) + 1);
    if (status === "pending" && handedOutMs !== null) handedOut += 1;
  }
  let slots = 0;
  let free = 0;
  let workers = 0;
  for (const [id, worker] of database.workers) {
    if (worker.left || deadWorkerIds.includes(id)) continue;
    workers += 1;
    slots += worker.slots;
    free += Math.max(0, worker.slots - (held.get(id) ?? 0));
  }
  return { slots, workers, free: Math.max(0, free - handedOut) };
}
