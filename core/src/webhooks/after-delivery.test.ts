import { describe, expect, test } from "vitest";
import { afterDelivery } from "./after-delivery.ts";

const after = (status: number | null, over: Partial<Parameters<typeof afterDelivery>[0]> = {}) =>
  afterDelivery({ answer: { status }, tries: 1, isTest: false, random: 0.5, ...over });

describe("H4: what becomes of a delivery", () => {
  test.each([200, 201, 204, 299])("%d is success", (status) => {
    expect(after(status)).toEqual({ did: "delivered" });
  });

  test.each([null, 301, 302, 400, 401, 404, 408, 429, 500, 503])("%s is tried again", (status) => {
    expect(after(status)).toEqual({ did: "failed", againInMs: 5000 });
  });

  test("410 is the end, whichever try it is", () => {
    expect(after(410)).toEqual({ did: "given_up", isGone: true });
    expect(after(410, { isTest: true })).toEqual({ did: "given_up", isGone: true });
  });

  test("eight tries reach over more than a day, each wait at least as long as the last", () => {
    const waits: number[] = [];
    for (let tries = 1; ; tries += 1) {
      const next = after(500, { tries });
      if (next.did !== "failed") {
        expect([tries, next]).toEqual([8, { did: "given_up", isGone: false }]);
        break;
      }
      waits.push(next.againInMs);
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    const hours = waits.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(36);
  });

  test("a wait is a tenth longer or shorter, so that not all come at once", () => {
    expect(after(500, { random: 0 })).toEqual({ did: "failed", againInMs: 4500 });
    expect(after(500, { random: 0.9999 })).toEqual({ did: "failed", againInMs: 5500 });
  });

  test("a test is sent once", () => {
    expect(after(500, { isTest: true })).toEqual({ did: "given_up", isGone: false });
  });
});
