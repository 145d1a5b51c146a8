import { expect, test } from "vitest";
import { WorkersSeen } from "./workers-seen.ts";

test("N2: a worker is alive while its beat changes, and from its first sight for as long as that would take", () => {
  const seen = new WorkersSeen(1000);
  const at = (nowMs: number, beats: Record<string, number>) =>
    seen
      .alive(
        Object.entries(beats).map(([id, beat]) => ({ id, beat, slots: 1 })),
        nowMs,
      )
      .map(({ id }) => id);
  expect(at(0, { a: 1, b: 1 })).toEqual(["a", "b"]);
  expect(at(900, { a: 2, b: 1 })).toEqual(["a", "b"]);
  expect(at(1500, { a: 3, b: 1, c: 7 })).toEqual(["a", "c"]);
  expect(at(1600, { a: 3, b: 2, c: 7 })).toEqual(["a", "b", "c"]);
});
