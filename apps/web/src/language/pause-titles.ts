import type { PauseCode } from "@bunch/contracts/error-codes";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { companyName } from "./vendor-name.ts";

/** Why nothing is drawn just now, where somebody else than Google is to be named; null where nobody is. */
export function titleNaming(vendor: string, code: PauseCode): MessageDescriptor | null {
  if (vendor === "gemini") return null;
  const company = companyName(vendor);
  switch (code) {
    case "bad_key":
      return msg`${company} refused this key.`;
    case "key_blocked":
      return msg`${company} does not let this key draw.`;
    case "location":
      return msg`${company} does not serve the place this server stands in.`;
    case "no_credit":
      return msg`The credit of this key is used up at ${company}.`;
    case "daily_quota":
      return msg`The limit for today is reached at ${company}.`;
    case "spending_cap":
      return msg`The spending limit of this key is reached at ${company}.`;
    case "model_gone":
      return msg`${company} does not serve this model, or not to this key.`;
    case "model_unknown":
      return msg`${company} does not know this model for this key.`;
    case "provider_unreachable":
      return msg`${company} cannot be reached.`;
    case "provider_overloaded":
      return msg`${company} is overloaded just now.`;
    case "rate_limited":
      return msg`${company} limits how many pictures this key may draw a minute.`;
    default:
      return null;
  }
}
