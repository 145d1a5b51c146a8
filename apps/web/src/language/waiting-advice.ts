import type { PauseCode } from "@bunch/contracts/error-codes";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { pauseWords } from "./pause-words.ts";

/** What to do while a batch waits by itself and is not paused: there is nothing to press. */
export function waitingAdvice(code: PauseCode): MessageDescriptor {
  switch (code) {
    case "provider_unreachable":
      return msg`See that the server is online. It tries again by itself.`;
    case "provider_overloaded":
      return msg`There is nothing to do.`;
    default:
      return pauseWords(code).advice;
  }
}
