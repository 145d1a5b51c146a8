import type { LimitName } from "@bunch/contracts/limit";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What a limit is called, and what counts against it. */
export function limitWords(name: LimitName): {
  name: MessageDescriptor;
  about: MessageDescriptor;
} {
  switch (name) {
    case "requests_a_minute":
      return {
        name: msg`Requests a minute`,
        about: msg`Everything that is asked of the server, by hand or by a script.`,
      };
    case "executions_a_day":
      return {
        name: msg`Batches a day`,
        about: msg`Batches started, another run of an old one too.`,
      };
    case "pictures_a_day":
      return {
        name: msg`Pictures a day`,
        about: msg`Pictures asked for; those tried again count again.`,
      };
    case "money_a_month":
      return {
        name: msg`Money a month`,
        about: msg`In dollars: what is spent, and what running batches may still cost.`,
      };
    default:
      return name satisfies never;
  }
}
