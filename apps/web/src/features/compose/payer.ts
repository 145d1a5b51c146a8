import type { Model } from "@bunch/contracts/model";
import type { ProviderKey } from "@bunch/contracts/provider-key";
import type { KeyState } from "./key-store.ts";

/** Choices of the draft beside the id of a remembered key. */
export const typedKey = "typed";
export const serverKey = "server";

/** Whose key pays for the batch. */
export type Payer =
  | { by: "nobody" }
  | { by: "remembered"; key: ProviderKey }
  | { by: "typed"; key: KeyState }
  | { by: "server" }
  /** The chosen key is no longer remembered. */
  | { by: "gone" }
  /** Which keys are remembered is not known yet. */
  | { by: "looking" };

/** Decides who pays: as chosen; else a key that was typed, the remembered one that was used or added last, the server's own. */
export function payerOf(input: {
  /** An id, `typedKey` or `serverKey`; null where nothing was chosen. */
  choice: string | null;
  model: Model;
  /** Undefined while they are looked up, null where that failed. */
  remembered: ProviderKey[] | undefined | null;
  keyState: KeyState;
  hasServerKey: boolean;
}): Payer {
  const { choice, model, remembered, hasServerKey } = input;
  if (!model.needs_key) return { by: "nobody" };
  // One that was typed for another vendor's model is kept for that, and shown to nobody else.
  const isForeign = "vendor" in input.keyState && input.keyState.vendor !== model.vendor;
  const keyState: KeyState = isForeign ? { state: "none" } : input.keyState;
  const isTyped = keyState.state !== "none";
  if (isTyped && (choice === null || choice === typedKey)) return { by: "typed", key: keyState };
  if (choice === serverKey && hasServerKey) return { by: "server" };
  if (remembered === undefined) return { by: "looking" };
  const keys = ofVendor(remembered, model);
  const withoutThem: Payer = hasServerKey ? { by: "server" } : { by: "typed", key: keyState };
  if (choice === typedKey) return keys.length === 0 ? withoutThem : { by: "typed", key: keyState };
  if (choice !== null && choice !== serverKey) {
    if (remembered === null) return { by: "looking" };
    const chosen = remembered.find(({ id }) => id === choice);
    if (!chosen) return { by: "gone" };
    if (chosen.vendor === model.vendor) return { by: "remembered", key: chosen };
  }
  const usual = keys.find((key) => key.test_outcome !== "refused");
  if (usual) return { by: "remembered", key: usual };
  return withoutThem;
}

/** The keys that a model may be called with, the one used or added last in front. */
export function ofVendor(keys: ProviderKey[] | undefined | null, model: Model): ProviderKey[] {
  const last = ({ last_used_at: used, created_at: added }: ProviderKey) =>
    Date.parse(used ?? added);
  return (keys ?? [])
    .filter(({ vendor }) => vendor === model.vendor)
    .toSorted((one, other) => last(other) - last(one));
}

/** Models of its vendor that the key may not call, as far as the vendor was asked. */
export function missingFor(payer: Payer): string[] {
  if (payer.by === "remembered") return payer.key.missing_models ?? [];
  return payer.by === "typed" && payer.key.state === "works" ? payer.key.missing : [];
}

/** What a request says of the key; nothing where the server has its own or none is needed. */
export function givenKey(payer: Payer): { api_key: string } | { key_id: string } | null {
  if (payer.by === "remembered") return { key_id: payer.key.id };
  if (payer.by === "typed" && "key" in payer.key) return { api_key: payer.key.key };
  return null;
}
