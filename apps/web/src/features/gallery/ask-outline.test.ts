import type { Outline, OutlineQuery } from "@bunch/contracts/outline";
import { expect, test } from "vitest";
import { askOutline } from "./ask-outline.ts";

/** A server whose windows hold so many slots, by how many were asked before. */
function serverOf(count: number, holds: (asked: number) => number) {
  const asked: OutlineQuery[] = [];
  let [open, mostOpen] = [0, 0];
  return {
    asked,
    mostOpen: () => mostOpen,
    outline: async (_id: string, query: OutlineQuery = {}): Promise<Outline> => {
      const { from = 0, limit = count } = query;
      const most = Math.min(limit, holds(asked.length));
      asked.push(query);
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      await Promise.resolve();
      open -= 1;
      const states = "c".repeat(Math.max(0, Math.min(most, count - from)));
      return { from, count, sequence: 1, states, ratings: states, found: null };
    },
  };
}
const slotsOf = (windows: Outline[]) =>
  windows.flatMap(({ from, states }) =>
    Array.from({ length: states.length }, (_, place) => from + place),
  );
const signal = new AbortController().signal;

test.each([0, 1, 9, 10, 11, 95])("X20: of %i slots each is asked for once", async (count) => {
  const server = serverOf(count, () => 10);
  const windows = await askOutline(server, { id: "x", search: "" }, signal);
  expect(slotsOf(windows)).toEqual(Array.from({ length: count }, (_, slot) => slot));
  expect(server.asked).toHaveLength(Math.max(1, Math.ceil(count / 10)));
  expect(server.mostOpen()).toBeLessThanOrEqual(4);
});

test("X20: servers whose windows hold less than the first one's leave no gap", async () => {
  const server = serverOf(95, (asked) => (asked % 3 === 0 ? 10 : 3));
  const windows = await askOutline(server, { id: "x", search: "fox" }, signal);
  expect(slotsOf(windows)).toEqual(Array.from({ length: 95 }, (_, slot) => slot));
  expect(server.asked.every(({ search }) => search === "fox")).toBe(true);
});

test("X20: a server that tells more slots than it has is not asked for ever", async () => {
  const server = serverOf(20, () => 10);
  const more = {
    outline: async (id: string, query?: OutlineQuery) => ({
      ...(await server.outline(id, query)),
      count: 50,
    }),
  };
  expect(slotsOf(await askOutline(more, { id: "x", search: "" }, signal))).toHaveLength(20);
});
