import { expect, test } from "vitest";
import { readGridKey } from "./grid-keys.ts";

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const grid = { place: 9, count: 22, columns: 4, rowsSeen: 2 };
const asked = (key: string, more: Partial<typeof plain> = {}, from: Partial<typeof grid> = {}) =>
  readGridKey({ key, ...plain, ...more }, { ...grid, ...from });
const at = (to: number, isRange = false) => ({ ask: "move", to, isRange });

test("arrows go over the grid and stop at its edges", () => {
  expect(asked("ArrowRight")).toEqual(at(10));
  expect(asked("ArrowLeft", {}, { place: 0 })).toEqual(at(0));
  expect(asked("ArrowDown")).toEqual(at(13));
  expect(asked("ArrowDown", {}, { place: 19 })).toEqual(at(21));
  expect(asked("ArrowDown", {}, { place: 20 })).toEqual(at(20));
  expect(asked("ArrowUp", {}, { place: 2 })).toEqual(at(2));
  expect(asked("PageDown")).toEqual(at(17));
  expect(asked("Home")).toEqual(at(8));
  expect(asked("End", {}, { place: 20 })).toEqual(at(21));
  expect(asked("End", { ctrlKey: true })).toEqual(at(21));
  expect(asked("ArrowDown", { shiftKey: true })).toEqual(at(13, true));
});

test("numbers rate, x rejects, space picks, and the browser keeps its own keys", () => {
  expect(asked("4")).toEqual({ ask: "rate", stars: 4 });
  expect(asked("0")).toEqual({ ask: "rate", stars: 0 });
  expect(asked("X")).toEqual({ ask: "reject" });
  expect(asked(" ")).toEqual({ ask: "select" });
  expect(asked("a", { metaKey: true })).toEqual({ ask: "select all" });
  expect(asked("a")).toBeNull();
  expect(asked("c", { ctrlKey: true })).toBeNull();
  expect(asked("5", { ctrlKey: true })).toBeNull();
  expect(asked("ArrowLeft", { altKey: true })).toBeNull();
});
