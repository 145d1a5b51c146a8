import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What becomes of a picture whose answer is lost, in a few words and in a sentence. */
export function doubtWords(policy: DoubtPolicy): {
  short: MessageDescriptor;
  long: MessageDescriptor;
} {
  switch (policy) {
    case "repay":
      return {
        short: msg`draw again`,
        long: msg`Draw it again by itself. Every picture comes; a lost one may be charged twice.`,
      };
    case "ask":
      return {
        short: msg`ask me`,
        long: msg`Ask me first. It waits until you say whether to draw it again.`,
      };
    case "fail":
      return {
        short: msg`leave it`,
        long: msg`Leave it. It counts as failed; you can try it again later.`,
      };
    default:
      return policy satisfies never;
  }
}
