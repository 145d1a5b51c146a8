import type { Limits, LimitsUse } from "@bunch/contracts/limit";
import type { PersonLimits } from "@bunch/core/limits/everybodys-limits";
import type { LimitUse } from "@bunch/core/limits/limit-use";
import type { RequestCount } from "@bunch/core/ports/request-counter";
import { dollars } from "./dollars.ts";

/** Limits as they are told; money in dollars. */
export function wireLimits(limits: PersonLimits): Limits {
  return {
    requests_a_minute: limits.requestsAMinute,
    executions_a_day: limits.executionsADay,
    pictures_a_day: limits.picturesADay,
    money_a_month: dollarsOrNull(limits.moneyAMonthMicros),
  };
}

/** Limits as they are set. */
export function limitsOf(wire: Limits): PersonLimits {
  return {
    requestsAMinute: wire.requests_a_minute,
    executionsADay: wire.executions_a_day,
    picturesADay: wire.pictures_a_day,
    moneyAMonthMicros:
      // Less than a millionth would be none at all, which is without a limit.
      wire.money_a_month === null ? null : Math.max(1, Math.round(wire.money_a_month * 1_000_000)),
  };
}

/** Limits with what is used of each. */
export function wireLimitsUse(
  limits: PersonLimits,
  use: LimitUse,
  { requests, endsInMs }: RequestCount,
): LimitsUse {
  return {
    requests_a_minute: {
      limit: limits.requestsAMinute,
      used: requests,
      resets_at: new Date(Date.parse(use.now) + endsInMs).toISOString(),
    },
    executions_a_day: {
      limit: limits.executionsADay,
      used: use.executions,
      resets_at: use.dayEndsAt,
    },
    pictures_a_day: { limit: limits.picturesADay, used: use.pictures, resets_at: use.dayEndsAt },
    money_a_month: {
      limit: dollarsOrNull(limits.moneyAMonthMicros),
      used: dollars(use.spentMicros + use.mayCostMicros),
      resets_at: use.monthEndsAt,
    },
  };
}

const dollarsOrNull = (micros: number | null) => (micros === null ? null : dollars(micros));
