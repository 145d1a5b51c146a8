import type { ResultErrorCode } from "@bunch/contracts/error-codes";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { companyName } from "../language/vendor-name.ts";

/** Why there is no picture, and what to do, in plain words. */
export function resultProblem(code: ResultErrorCode | null, vendor: string): MessageDescriptor {
  return problemNaming(vendor, code) ?? problemNamingGoogle(code);
}

/** Where somebody else than Google is to be named; null where nobody is. */
function problemNaming(vendor: string, code: ResultErrorCode | null): MessageDescriptor | null {
  if (vendor === "gemini") return null;
  const company = companyName(vendor);
  switch (code) {
    case "filtered":
      return msg`The filter at ${company} held the picture back. Often a false alarm: try again, or change the words.`;
    case "bad_request":
      return msg`${company} did not take this request. Look at the prompt and the reference pictures.`;
    case "provider_error":
      return msg`${company} had a fault, several times in a row. Try again a little later.`;
    case "unanswered":
      return msg`${company} did not answer in time. The picture may have been charged.`;
    case "unreadable_answer":
      return msg`What ${company} answered held no picture that can be read. Try again.`;
    case "doubted":
      return msg`The line broke while ${company} was drawing. The picture may have been charged.`;
    default:
      return null;
  }
}

function problemNamingGoogle(code: ResultErrorCode | null): MessageDescriptor {
  switch (code) {
    case "refused":
      return msg`The model will not draw this prompt. Change its words.`;
    case "filtered":
      return msg`Google’s filter held the picture back. Often a false alarm: try again, or change the words.`;
    case "no_picture":
      return msg`The model answered in words only. It often works the second time.`;
    case "too_long":
      return msg`The model thought too long and stopped before drawing. A shorter prompt helps.`;
    case "bad_request":
      return msg`Google did not take this request. Look at the prompt and the reference pictures.`;
    case "provider_error":
      return msg`Google had a fault, several times in a row. Try again a little later.`;
    case "unanswered":
      return msg`Google did not answer in time. The picture may have been charged.`;
    case "unreadable_answer":
      return msg`Google’s answer held no picture that can be read. Try again.`;
    case "doubted":
      return msg`The line broke while Google was drawing. The picture may have been charged.`;
    case null:
      return msg`The picture did not come. Try again.`;
    default:
      return code satisfies never;
  }
}
