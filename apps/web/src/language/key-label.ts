import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { vendorName } from "./vendor-name.ts";

/** What a vendor's key is called where one is typed. */
export function keyLabel(vendor: string): MessageDescriptor {
  if (vendor === "gemini") return msg`Gemini key`;
  const name = vendorName(vendor);
  return vendor === "" ? msg`API key` : msg`${name} key`;
}

/** The same where it takes the place of a batch's own. */
export function anotherKeyLabel(vendor: string): MessageDescriptor {
  if (vendor === "gemini") return msg`Another Gemini key`;
  const name = vendorName(vendor);
  return vendor === "" ? msg`Another API key` : msg`Another ${name} key`;
}
