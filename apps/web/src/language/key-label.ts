import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What a vendor's key is called where one is typed; of a vendor of tomorrow just a key. */
export function keyLabel(vendor: string): MessageDescriptor {
  if (vendor === "gemini") return msg`Gemini key`;
  return vendor === "openai" ? msg`OpenAI key` : msg`API key`;
}

/** The same where it takes the place of a batch's own. */
export function anotherKeyLabel(vendor: string): MessageDescriptor {
  if (vendor === "gemini") return msg`Another Gemini key`;
  return vendor === "openai" ? msg`Another OpenAI key` : msg`Another API key`;
}
