import type { Waiting } from "@bunch/contracts/execution";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { pauseWords } from "./pause-words.ts";
import { companyName } from "./vendor-name.ts";

type Why = Pick<Waiting, "code" | "until" | "per_minute">;

/** Why a batch that is not paused comes no faster just now; with the limit itself where the provider named it. */
export function waitingTitle(
  { code, per_minute: perMinute }: Why,
  vendor: string,
): MessageDescriptor {
  if (code !== "rate_limited" || perMinute === null) return pauseWords(code, vendor).title;
  if (vendor === "gemini") return msg`Google limits this key to ${perMinute} pictures a minute.`;
  const company = companyName(vendor);
  return msg`${company} limits this key to ${perMinute} pictures a minute.`;
}

/** What to do while a batch waits by itself and is not paused: there is nothing to press. */
export function waitingAdvice({ code, until }: Why, vendor: string): MessageDescriptor {
  switch (code) {
    case "provider_unreachable":
      return msg`See that the server is online. It tries again by itself.`;
    case "provider_overloaded":
      return msg`There is nothing to do: it tries again by itself.`;
    case "rate_limited":
      return until === null
        ? msg`They come as fast as that allows. There is nothing to do.`
        : msg`There is nothing to do.`;
    default:
      return pauseWords(code, vendor).advice;
  }
}
