import { expect, test } from "vitest";
import { askAgainMs } from "./ask-again-ms.ts";

test.each([0, 400, 1001, 10_000, 100_000, 400_000])(
  "L3: a page that shows a batch of %i results asks for at most a hundred and fifty pages a minute",
  (results) => {
    const pages = Math.max(1, Math.ceil(results / 1000));
    expect((60_000 / askAgainMs(results)) * pages).toBeLessThanOrEqual(150);
    expect(askAgainMs(results)).toBeGreaterThanOrEqual(4000);
  },
);
test("a batch of the usual size is asked about every four seconds", () => {
  expect(askAgainMs(400)).toBe(4000);
});
