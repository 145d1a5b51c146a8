import type { SealedKey } from "@bunch/core/ports/key-vault";

/** A sealed key as a workflow's config holds it: the five parts that others rely on, and beside them whose limits it counts against. */
export function keyInConfig(sealed: SealedKey | null) {
  if (sealed === null) return { api_key_encrypted: null };
  const { account, ...parts } = sealed;
  return { api_key_encrypted: parts, ...(account === undefined ? {} : { account }) };
}
