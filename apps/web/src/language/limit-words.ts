import type { LimitName } from "@bunch/contracts/limit";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What a limit is called, what counts against it, and what is said where it refused something. */
export function limitWords(name: LimitName): {
  name: MessageDescriptor;
  about: MessageDescriptor;
  refusal: MessageDescriptor;
} {
  switch (name) {
    case "requests_a_minute":
      return {
        name: msg`Requests a minute`,
        about: msg`Everything that is asked of the server, by hand or by a script.`,
        refusal: msg`You have asked more of the server in a minute than you may. Wait a moment, then try again.`,
      };
    case "executions_a_day":
      return {
        name: msg`Batches a day`,
        about: msg`Batches started, another run of an old one too.`,
        refusal: msg`You have started as many batches today as you may. Nothing was started, and nothing was charged.`,
      };
    case "pictures_a_day":
      return {
        name: msg`Pictures a day`,
        about: msg`Pictures asked for; those tried again count again.`,
        refusal: msg`That is more pictures than you may still ask for today. Nothing was started, and nothing was charged.`,
      };
    case "money_a_month":
      return {
        name: msg`Money a month`,
        about: msg`In dollars: what is spent, and what running batches may still cost.`,
        refusal: msg`That may cost more than you may still spend this month. Nothing was started, and nothing was charged.`,
      };
    default:
      return name satisfies never;
  }
}
