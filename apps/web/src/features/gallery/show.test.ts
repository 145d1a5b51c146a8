import { expect, test } from "vitest";
import { type BatchOutline, joinOutline, withMarks } from "./batch-outline.ts";
import { type Filter, listSlots, placeOfSlot, readFilter, writeFilter } from "./show.ts";

const everything = readFilter(new URLSearchParams());
const none = { variations: 1, open: new Set<number>() };

function outlineOf(states: string, ratings: string, found: number[] | null = null): BatchOutline {
  const window = { from: 0, count: states.length, sequence: 1, states, ratings, found };
  return joinOutline([window], found !== null);
}
const listed = (filter: Partial<Filter>, states: string, ratings: string, found?: number[]) => {
  const outline = outlineOf(states, ratings, found ?? null);
  return [...listSlots(outline, { ...everything, ...filter }, none).slots];
};

test("the address and the filter are each other's way back, and nonsense lets all through", () => {
  const filter: Filter = {
    show: "failed",
    search: "fox & hare",
    stars: "3",
    rejected: "hidden",
    isStacked: true,
  };
  const params = writeFilter(new URLSearchParams("picture=4"), filter);
  expect(readFilter(params)).toEqual(filter);
  expect(params.get("picture")).toBe("4");
  expect(writeFilter(params, everything).toString()).toBe("picture=4");
  expect(readFilter(new URLSearchParams("show=x&stars=9&rejected=y&stacks=2"))).toEqual(everything);
});

test("success, failed, stars and rejected are told apart, and refused ones are failed ones", () => {
  expect(listed({}, "cfmpx", "00000")).toEqual([0, 1, 2, 3, 4]);
  expect(listed({ show: "success" }, "cfmpc", "00000")).toEqual([0, 4]);
  expect(listed({ show: "failed" }, "cfmpx", "00000")).toEqual([1, 2]);
  expect(listed({ stars: "3" }, "ccccc", "0235x")).toEqual([2, 3]);
  expect(listed({ stars: "none" }, "ccccc", "0235x")).toEqual([0]);
  expect(listed({ rejected: "hidden" }, "ccccc", "0235x")).toEqual([0, 1, 2, 3]);
  expect(listed({ rejected: "only" }, "ccccc", "0235x")).toEqual([4]);
  expect(listed({}, "ccccc", "00000", [1, 3])).toEqual([1, 3]);
});

test("the counts say what each way of showing would hold", () => {
  const outline = outlineOf("ccfmp", "10000");
  expect(listSlots(outline, { ...everything, show: "failed" }, none).counts).toEqual({
    all: 5,
    success: 2,
    failed: 2,
  });
});

test("a stack stands for its prompt's pictures with the best on top, and opens in place", () => {
  const outline = outlineOf("cccfccxc", "0x4000x0");
  const filter = { ...everything, isStacked: true };
  const closed = listSlots(outline, filter, { variations: 4, open: new Set() });
  expect([...closed.slots]).toEqual([2, 4]);
  expect([...closed.heights]).toEqual([4, 4]);
  expect(placeOfSlot(closed, 1, 4)).toBe(0);
  const open = listSlots(outline, filter, { variations: 4, open: new Set([0]) });
  expect([...open.slots]).toEqual([0, 1, 2, 3, 4]);
  expect(placeOfSlot(open, 7, 4)).toBe(4);
});

test("what was rated just now counts before it has arrived", () => {
  const outline = outlineOf("ccc", "000");
  const marked = withMarks(outline, new Map([[1, { stars: 5, isRejected: false }]]));
  expect([...listSlots(marked, { ...everything, stars: "4" }, none).slots]).toEqual([1]);
  expect([...listSlots(outline, { ...everything, stars: "4" }, none).slots]).toEqual([]);
});

test("a hundred thousand slots are listed in a moment", () => {
  const outline = outlineOf("c".repeat(100_000), "3".repeat(100_000));
  expect(listSlots(outline, { ...everything, stars: "2" }, none).slots).toHaveLength(100_000);
});
