import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createKeyVault } from "./key-vault.ts";

const newKey = () => randomBytes(32).toString("hex");
const encryptionKey = newKey();
const vault = createKeyVault({ encryptionKey });
const apiKey = "AIzaTest-é-0123456789";
const owner = { userId: "user-1", workflowId: "workflow-1" };

test("A sealed key opens again for its workflow and owner", () => {
  const sealed = vault.seal({ apiKey, ...owner });
  expect(vault.open({ sealed, ...owner })).toBe(apiKey);
  expect(createKeyVault({ encryptionKey }).open({ sealed, ...owner })).toBe(apiKey);
});

test("I10: a sealed key shows neither the API key nor the ENCRYPTION_KEY", () => {
  const text = JSON.stringify(vault.seal({ apiKey, ...owner }));
  for (const secret of [apiKey, Buffer.from(apiKey).toString("hex"), encryptionKey])
    expect(text).not.toContain(secret);
  expect(text).not.toContain(encryptionKey.slice(0, 8));
});

test("Two seals of one key have nothing in common but the id of their ENCRYPTION_KEY", () => {
  const [one, two] = [vault.seal({ apiKey, ...owner }), vault.seal({ apiKey, ...owner })];
  expect(one.keyId).toBe(two.keyId);
  expect(one.keyId).toMatch(/^[0-9a-f]{8}$/);
  for (const part of ["encrypted", "iv", "authTag", "salt"] as const)
    expect(one[part]).not.toBe(two[part]);
});

test("A sealed key opens for no other owner and no other workflow", () => {
  const sealed = vault.seal({ apiKey, ...owner });
  expect(vault.open({ sealed, ...owner, userId: "user-2" })).toBeNull();
  expect(vault.open({ sealed, ...owner, workflowId: "workflow-2" })).toBeNull();
  const swapped = { userId: owner.workflowId, workflowId: owner.userId };
  expect(vault.open({ sealed, ...swapped })).toBeNull();
});

test("Another ENCRYPTION_KEY opens nothing, even when told that it is the one", () => {
  const other = createKeyVault({ encryptionKey: newKey() });
  const sealed = vault.seal({ apiKey, ...owner });
  expect(other.open({ sealed, ...owner })).toBeNull();
  const { keyId } = other.seal({ apiKey, ...owner });
  expect(other.open({ sealed: { ...sealed, keyId }, ...owner })).toBeNull();
});

test("The previous ENCRYPTION_KEY still opens, and the current one seals", () => {
  const sealed = vault.seal({ apiKey, ...owner });
  const current = newKey();
  const next = createKeyVault({ encryptionKey: current, formerKeys: [encryptionKey] });
  expect(next.open({ sealed, ...owner })).toBe(apiKey);
  const anew = next.seal({ apiKey, ...owner });
  expect(createKeyVault({ encryptionKey: current }).open({ sealed: anew, ...owner })).toBe(apiKey);
  expect(vault.open({ sealed: anew, ...owner })).toBeNull();
});

test.each(["encrypted", "iv", "authTag", "salt"] as const)(
  "A changed, cut or senseless %s opens nothing",
  (part) => {
    const sealed = vault.seal({ apiKey, ...owner });
    const text = sealed[part];
    const flipped = (text.startsWith("0") ? "1" : "0") + text.slice(1);
    for (const wrong of [flipped, text.slice(0, -2), text.slice(0, 8), "", "zz", `${text}00`])
      expect(vault.open({ sealed: { ...sealed, [part]: wrong }, ...owner })).toBeNull();
  },
);

test("A vault takes only keys of 64 hexadecimal characters", () => {
  for (const wrong of ["", "abc", "g".repeat(64), "a".repeat(63)])
    expect(() => createKeyVault({ encryptionKey: wrong })).toThrow("64 hexadecimal");
  expect(() => createKeyVault({ encryptionKey, formerKeys: ["abc"] })).toThrow("64 hexadecimal");
});

test("K7: a remembered key opens in its own place of its own owner's list, and nowhere else", () => {
  const mine = { userId: "user-1", providerKeyId: "row-1" };
  const theirs = { userId: "user-2", providerKeyId: "row-2" };
  const sealed = vault.seal({ apiKey, ...mine });
  const other = vault.seal({ apiKey: "another", ...theirs });
  expect(vault.open({ sealed, ...mine })).toBe(apiKey);
  expect(vault.open({ sealed: other, ...mine })).toBeNull();
  expect(vault.open({ sealed, ...theirs })).toBeNull();
  expect(vault.open({ sealed, ...mine, userId: "user-2" })).toBeNull();
  expect(vault.open({ sealed, ...mine, providerKeyId: "row-2" })).toBeNull();
  expect(vault.open({ sealed, userId: "user-1", workflowId: "row-1" })).toBeNull();
  const ofWorkflow = vault.seal({ apiKey, userId: "user-1", workflowId: "row-1" });
  expect(vault.open({ sealed: ofWorkflow, ...mine })).toBeNull();
});

test("K13: a vault whose keys change meanwhile seals under the new one at once, and opens what another process sealed under it", () => {
  const next = newKey();
  let now: readonly string[] | null = [encryptionKey];
  const running = createKeyVault({ encryptionKey, readAgain: () => now });
  const before = running.seal({ apiKey, ...owner });
  now = [next, encryptionKey];
  const elsewhere = createKeyVault({ encryptionKey: next }).seal({ apiKey, ...owner });
  expect(running.open({ sealed: elsewhere, ...owner })).toBe(apiKey);
  expect(running.seal({ apiKey, ...owner }).keyId).toBe(elsewhere.keyId);
  now = [next];
  // A job that was read before may still be in hand.
  expect(running.open({ sealed: before, ...owner })).toBe(apiKey);
  now = null;
  expect(running.seal({ apiKey, ...owner }).keyId).toBe(elsewhere.keyId);
});
