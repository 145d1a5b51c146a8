import type { Admission } from "./limits.ts";

/** The scenarios that say no for a limit. */
type LimitScenario =
  | "credits_depleted"
  | "spending_cap"
  | "spend_rate"
  | "rate_day"
  | "rate_minute"
  | "rate_images"
  | "rate_tokens"
  | "overloaded_429";

/** How the provider says no, and the delay it tells: a hint where it has one, else the one that lies. */
export function limitRefusal(
  refused: Extract<Admission, { go: false }>,
  liedSeconds: number,
): { scenario: LimitScenario; delaySeconds: number } {
  const { delaySeconds } = refused;
  const scenario = (): LimitScenario => {
    switch (refused.limit) {
      case "prepaid":
        return "credits_depleted";
      case "month":
        return "spending_cap";
      case "spend_rate":
        return "spend_rate";
      case "day":
        return "rate_day";
      case "minute":
      case "bucket":
        return "rate_minute";
      case "images":
        return "rate_images";
      case "tokens":
        return "rate_tokens";
      case "at_once":
        return delaySeconds === null ? "overloaded_429" : "rate_minute";
      default:
        return refused.limit satisfies never;
    }
  };
  return { scenario: scenario(), delaySeconds: delaySeconds ?? liedSeconds };
}
