import type { Model } from "@bunch/contracts/model";
import type { ProviderKey } from "@bunch/contracts/provider-key";
import { expect, test } from "vitest";
import type { KeyState } from "./key-store.ts";
import { givenKey, payerOf, serverKey, typedKey } from "./payer.ts";

const model = { id: "m", needs_key: true, vendor: "gemini" } as Model;
const key = (id: string, more: Partial<ProviderKey> = {}) =>
  ({
    id,
    vendor: "gemini",
    created_at: "2026-11-01T00:00:00Z",
    last_used_at: null,
    test_outcome: "works",
    ...more,
  }) as ProviderKey;
const none: KeyState = { state: "none" };
const typed: KeyState = { state: "works", key: "k", vendor: "gemini", missing: [] };
const base = { choice: null, model, keyState: none, hasServerKey: false, remembered: [] };
const usual = (remembered: ProviderKey[]) => givenKey(payerOf({ ...base, remembered }));

test("the remembered key that was used or added last pays, of that vendor and not refused", () => {
  const used = key("used", { last_used_at: "2026-11-05T00:00:00Z" });
  expect(usual([key("old"), used])).toEqual({ key_id: "used" });
  const added = key("added", { created_at: "2026-11-06T00:00:00Z" });
  expect(usual([used, added])).toEqual({ key_id: "added" });
  const others = [
    key("refused", { created_at: "2026-11-09T00:00:00Z", test_outcome: "refused" }),
    key("elsewhere", { created_at: "2026-11-09T00:00:00Z", vendor: "openai" }),
  ];
  expect(usual([...others, used])).toEqual({ key_id: "used" });
  expect(payerOf({ ...base, remembered: others })).toEqual({ by: "typed", key: none });
});

test("what was chosen pays, and nothing else in its place", () => {
  const whole = { ...base, remembered: [key("a"), key("b")], hasServerKey: true };
  expect(givenKey(payerOf({ ...whole, choice: "b" }))).toEqual({ key_id: "b" });
  expect(payerOf({ ...whole, choice: serverKey })).toEqual({ by: "server" });
  expect(payerOf({ ...whole, choice: typedKey })).toEqual({ by: "typed", key: none });
  expect(givenKey(payerOf({ ...whole, choice: typedKey, keyState: typed }))).toEqual({
    api_key: "k",
  });
  expect(payerOf({ ...whole, choice: "forgotten" })).toEqual({ by: "gone" });
  expect(payerOf({ ...whole, choice: "b", keyState: typed })).toMatchObject({ by: "remembered" });
});

test("nobody is charged before it is known which keys are remembered", () => {
  const whole = { ...base, remembered: undefined, hasServerKey: true };
  expect(payerOf(whole)).toEqual({ by: "looking" });
  expect(payerOf({ ...whole, remembered: null, choice: "a" })).toEqual({ by: "looking" });
  expect(payerOf({ ...whole, remembered: null })).toEqual({ by: "server" });
  expect(payerOf({ ...whole, keyState: typed })).toEqual({ by: "typed", key: typed });
});

test("without remembered keys it is as it was: a typed key, else the server's own; the simulator needs none", () => {
  expect(payerOf(base)).toEqual({ by: "typed", key: none });
  expect(payerOf({ ...base, hasServerKey: true })).toEqual({ by: "server" });
  expect(payerOf({ ...base, hasServerKey: true, choice: typedKey })).toEqual({ by: "server" });
  const simulator = { ...model, needs_key: false };
  expect(givenKey(payerOf({ ...base, model: simulator, keyState: typed }))).toBeNull();
});

test("K15: a key that was typed for one vendor's model pays for no other vendor's", () => {
  const other = { ...model, vendor: "openai" };
  expect(payerOf({ ...base, model: other, keyState: typed })).toEqual({ by: "typed", key: none });
  expect(givenKey(payerOf({ ...base, model: other, keyState: typed }))).toBeNull();
});
