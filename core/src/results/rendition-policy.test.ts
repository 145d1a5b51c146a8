import { expect, test } from "vitest";
import { afterFailedTry, defaultRenditionPolicy } from "./rendition-policy.ts";

const after = (triesBefore: number) =>
  afterFailedTry({ because: "It broke.", triesBefore, policy: defaultRenditionPolicy });

test("F14: what could not be made smaller is tried five times, with growing waits, and then given up", () => {
  expect([0, 1, 2, 3].map(after)).toEqual([
    { did: "failed", tries: 1, againInMs: 10_000 },
    { did: "failed", tries: 2, againInMs: 40_000 },
    { did: "failed", tries: 3, againInMs: 160_000 },
    { did: "failed", tries: 4, againInMs: 640_000 },
  ]);
  expect(after(4)).toEqual({ did: "given_up", tries: 5, because: "It broke." });
  expect(after(17)).toMatchObject({ did: "given_up" });
});
