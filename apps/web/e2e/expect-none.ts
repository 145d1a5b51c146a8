import { expect } from "vitest";

/** With all that was found in the message: what is seen once may be hard to come by again. */
export function expectNone(found: string[]): void {
  expect(found, found.join("\n")).toEqual([]);
}
