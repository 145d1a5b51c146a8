import { errorScenarios } from "../error-scenarios.ts";
import type { PlannedError } from "../scenario.ts";
import type { Admission } from "./limits.ts";

/** How the provider says no, and the delay it tells: a hint where it has one, else the one that lies. */
export function limitRefusal(
  refused: Extract<Admission, { go: false }>,
  liedSeconds: number,
): { reply: PlannedError; delaySeconds: number } {
  const { delaySeconds } = refused;
  const reply = (): PlannedError => {
    switch (refused.limit) {
      case "prepaid":
        return errorScenarios.credits_depleted.reply;
      case "month":
        return errorScenarios.spending_cap.reply;
      case "spend_rate":
        return errorScenarios.spend_rate.reply;
      case "day":
        return errorScenarios.rate_day.reply;
      case "minute":
      case "bucket":
        return errorScenarios.rate_minute.reply;
      case "images":
        return errorScenarios.rate_images.reply;
      case "tokens":
        return errorScenarios.rate_tokens.reply;
      case "at_once":
        return delaySeconds === null
          ? errorScenarios.overloaded_429.reply
          : errorScenarios.rate_minute.reply;
      default:
        return refused.limit satisfies never;
    }
  };
  return { reply: reply(), delaySeconds: delaySeconds ?? liedSeconds };
}
