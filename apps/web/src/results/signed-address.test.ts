import { expect, test } from "vitest";
import { onAddressExpired, renewEveryMs, steadyAddress } from "./signed-address.ts";

const signed = (picture: string, token: string) =>
  `https://x.supabase.co/storage/v1/object/sign/bucket/${picture}.png?token=${token}`;
const hourMs = 3_600_000;

test("O10: a picture stays under the address it was first shown under, for an hour", () => {
  expect(steadyAddress(signed("a", "1"), 0)).toBe(signed("a", "1"));
  expect(steadyAddress(signed("a", "2"), hourMs - 1)).toBe(signed("a", "1"));
  expect(steadyAddress(signed("b", "3"), hourMs - 1)).toBe(signed("b", "3"));
  expect(steadyAddress(signed("a", "4"), hourMs)).toBe(signed("a", "4"));
  expect(steadyAddress("https://b.com/files/a.png?x=1")).toBe("https://b.com/files/a.png?x=1");
});

test("O10: signed addresses are asked for anew by the hour, others never", () => {
  expect(renewEveryMs([null, signed("a", "1")])).toBe(hourMs);
  expect(renewEveryMs([null, "https://b.com/files/a.png"])).toBe(false);
});

test("O10: a picture that fails under a signed address has fresh ones asked for, now and then", () => {
  let nowMs = 0;
  let renewed = 0;
  const leave = new AbortController();
  const page = new EventTarget();
  const fail = (currentSrc: string) => {
    Object.assign(page, { currentSrc });
    page.dispatchEvent(new Event("error"));
  };
  onAddressExpired(() => (renewed += 1), { signal: leave.signal, page, nowMs: () => nowMs });
  fail("https://b.com/files/a.png");
  expect(renewed).toBe(0);
  steadyAddress(signed("c", "old"));
  fail(signed("c", "old"));
  fail(signed("d", "old"));
  expect(renewed).toBe(1);
  // Drawn once more with the one of before, while the fresh one is on its way.
  expect(steadyAddress(signed("c", "old"))).toBe(signed("c", "old"));
  expect(steadyAddress(signed("c", "new"))).toBe(signed("c", "new"));
  nowMs = 10_000;
  fail(signed("c", "new"));
  expect(renewed).toBe(2);
  leave.abort();
  nowMs = 30_000;
  fail(signed("c", "new"));
  expect(renewed).toBe(2);
});
