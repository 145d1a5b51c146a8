import type { ResultErrorCode } from "@bunch/contracts/error-codes";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const words: Record<ResultErrorCode, MessageDescriptor> = {
  refused: msg`The model would not draw the prompt`,
  filtered: msg`The provider’s filter held the picture back`,
  no_picture: msg`The model answered in words only`,
  too_long: msg`The model thought too long`,
  bad_request: msg`The provider did not take the request`,
  provider_error: msg`The provider had a fault`,
  unanswered: msg`No answer in time: perhaps charged`,
  unreadable_answer: msg`The answer held no picture that can be read`,
  doubted: msg`The line broke: perhaps drawn, perhaps charged`,
};

/** Why pictures did not come out, in a few words; of deleted batches it is not always known. */
export function reasonWords(code: string): MessageDescriptor {
  return code in words ? words[code as ResultErrorCode] : msg`Not known any more`;
}
