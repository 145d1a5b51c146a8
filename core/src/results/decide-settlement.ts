import type { WaitReason } from "@bunch/contracts/execution";
import type { ResultErrorCode } from "@bunch/contracts/error-codes";
import type { Warning } from "@bunch/contracts/envelope";
import { type AttemptOutcome, counts } from "./attempt-outcome.ts";
import type { Reading } from "./reading.ts";
import type { RetryPolicy } from "./retry-policy.ts";

/** How an attempt ended: with an answer that was read, or without one. */
export type Ending =
  | Reading
  /** The line broke or the time was up after the request had left. */
  | { kind: "unanswered"; message: string }
  /** DNS, connection refused, TLS: nothing left this machine. */
  | { kind: "unreachable"; message: string }
  /** The worker that called died without an answer in its spool. */
  | { kind: "died"; message: string }
  /** The attempt was written, but its call was never made. */
  | { kind: "not_called"; message: string };

/** What becomes of an attempt, its result and its execution: a value that the ledger writes in one transaction. */
export type Settlement = {
  outcome: AttemptOutcome;
  attempt: "settled" | "refused" | "uncertain";
  costMicros: number;
  message: string | null;
  warnings: Warning[];
  result:
    | { to: "completed" }
    | { to: "failed"; code: ResultErrorCode; message: string }
    | { to: "pending"; afterMs: number }
    /** It may be paid already: its owner says whether it is drawn again. */
    | { to: "undecided" };
  /** Stops the whole execution until somebody acts. */
  pause: WaitReason | null;
  /** Holds the whole execution back for a moment. */
  hold: { waitMs: number; code: HoldCode; message: string } | null;
  /** What the call told of its account's pace; null when it told nothing. */
  pace: PaceTold | null;
};

/** Why an execution is held back: because calls do not leave this machine, until there is room under its cap, or on the disk. */
export type HoldCode = "nothing_leaves" | "no_room" | "disk_full";

/** How the provider met a call, as far as pace counts. */
export type PaceTold =
  | { is: "limited"; waitMs: number; perMinute: number | null; message: string }
  | { is: "overloaded" | "failed" | "answered" };

/** Redraws of a failed draw, each counted and paid. */
const mostRedraws = 2;
/** Beyond them a number would become infinite, and no time times infinity is no number. */
const mostDoublings = 30;
/** Calls that never left, after which somebody has to look at the line. */
const mostUnreachable = 8;

/** Decides what follows from an ending. `earlier` are this result's outcomes since the user last asked; `jitter` is in [0, 1). Touches nothing. */
export function decideSettlement(input: {
  ending: Ending;
  earlier: readonly AttemptOutcome[];
  policy: RetryPolicy;
  jitter: number;
}): Settlement {
  const { ending, policy } = input;
  const times = (outcome: AttemptOutcome) =>
    input.earlier.filter((one) => one === outcome).length + 1;
  const counted = input.earlier.filter(counts).length + 1;
  const attemptsLeft = counted < policy.maxAttempts;
  const backoffMs = (nth: number) =>
    Math.round(
      input.jitter *
        Math.min(policy.mostWaitMs, policy.firstWaitMs * 2 ** Math.min(nth - 1, mostDoublings)),
    );

  switch (ending.kind) {
    case "picture":
      return {
        ...settled("picture", ending.costMicros, null),
        warnings: ending.warnings,
        result: { to: "completed" },
      };
    case "no_picture": {
      const again =
        attemptsLeft &&
        ((ending.why === "draw_failed" && times("draw_failed") <= mostRedraws) ||
          (ending.why === "filtered" && policy.redrawFiltered && times("filtered") <= 1));
      return {
        ...settled(ending.why, ending.costMicros, ending.message),
        result: again
          ? { to: "pending", afterMs: 0 }
          : { to: "failed", code: ending.code, message: ending.message },
      };
    }
    case "bad_request":
      return {
        ...refused("bad_request", ending.message),
        pace: { is: "answered" },
        result: { to: "failed", code: "bad_request", message: ending.message },
      };
    case "account":
      return { ...refused("account", ending.reason.message), pause: ending.reason };
    case "rate_limited":
      return {
        ...refused("rate_limited", ending.message),
        pace: {
          is: "limited",
          waitMs: ending.waitMs,
          perMinute: ending.perMinute,
          message: ending.message,
        },
      };
    case "overloaded":
      return {
        ...refused("overloaded", ending.message),
        pace: { is: "overloaded" },
        result: { to: "pending", afterMs: backoffMs(times("overloaded")) },
        pause:
          times("overloaded") % policy.maxUncounted === 0
            ? { code: "provider_overloaded", message: ending.message, until: null }
            : null,
      };
    case "provider_failed":
      return {
        ...refused("provider_failed", ending.message),
        pace: { is: "failed" },
        result: attemptsLeft
          ? { to: "pending", afterMs: backoffMs(times("provider_failed")) }
          : { to: "failed", code: "provider_error", message: ending.message },
      };
    case "unreachable": {
      const waitMs = backoffMs(times("unreachable"));
      return {
        ...refused("unreachable", ending.message),
        result: { to: "pending", afterMs: waitMs },
        // The next result would meet the same line: a long batch would try them all, many times a second.
        hold: { waitMs, code: "nothing_leaves", message: ending.message },
        pause:
          times("unreachable") % mostUnreachable === 0
            ? { code: "provider_unreachable", message: ending.message, until: null }
            : null,
      };
    }
    case "not_called": {
      const waitMs = backoffMs(times("not_called"));
      return {
        ...refused("not_called", ending.message),
        result: { to: "pending", afterMs: waitMs },
        // A full disk stays full for a while, and each attempt takes room on it.
        hold: { waitMs, code: "disk_full", message: ending.message },
      };
    }
    case "ambiguous":
    case "unanswered":
      return {
        ...refused("unanswered", ending.message),
        attempt: "uncertain",
        result: afterDoubt(
          policy,
          ending.message,
          attemptsLeft
            ? { to: "pending", afterMs: backoffMs(times("unanswered")) }
            : { to: "failed", code: "unanswered", message: ending.message },
        ),
      };
    case "died":
      return {
        ...refused("died", ending.message),
        attempt: "uncertain",
        result: afterDoubt(
          policy,
          ending.message,
          times("died") <= policy.maxDeaths
            ? { to: "pending", afterMs: 0 }
            : { to: "failed", code: "doubted", message: ending.message },
        ),
      };
    default:
      throw new Error(`Unknown ending ${JSON.stringify(ending satisfies never)}`);
  }
}

/** What becomes of a result that may be paid already; `repaid` is what follows where it may be paid again by itself. */
function afterDoubt(
  { onDoubt }: RetryPolicy,
  message: string,
  repaid: Settlement["result"],
): Settlement["result"] {
  switch (onDoubt) {
    case "repay":
      return repaid;
    case "ask":
      return { to: "undecided" };
    case "fail":
      return { to: "failed", code: "doubted", message };
    default:
      throw new Error(`Unknown policy ${String(onDoubt satisfies never)}`);
  }
}

function settled(outcome: AttemptOutcome, costMicros: number, message: string | null) {
  return {
    ...refused(outcome, message),
    attempt: "settled" as const,
    costMicros,
    pace: { is: "answered" as const },
  };
}

function refused(outcome: AttemptOutcome, message: string | null): Settlement {
  return {
    outcome,
    attempt: "refused",
    costMicros: 0,
    message,
    warnings: [],
    result: { to: "pending", afterMs: 0 },
    pause: null,
    hold: null,
    pace: null,
  };
}
