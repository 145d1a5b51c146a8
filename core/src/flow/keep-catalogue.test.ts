import { createClock } from "@bunch/adapters/process/clock";
import { expect, test } from "vitest";
import type { Misfit, StoredChange } from "../models/model-change.ts";
import { createCatalogueKeeper } from "./keep-catalogue.ts";

const change = (id: string): StoredChange => ({ id, change: {}, changedAt: "", changedBy: null });

/** A table that answers when it is told to; what is laid is a list of ids. */
function world() {
  let table: string[] = [];
  const laid: string[][] = [];
  const waiting: (() => void)[] = [];
  let asked = 0;
  const answered = () => new Promise<void>((resolve) => waiting.push(resolve));
  const warned: string[] = [];
  let isAway = false;
  const keeper = createCatalogueKeeper({
    catalogue: {
      lay: (changes) => {
        laid.push(changes.map(({ id }) => id));
        return [] as Misfit[];
      },
      preview: () => ({ entryOf: () => undefined, misfits: [] }),
      misfits: [],
      changedBy: () => null,
    },
    modelChanges: {
      mark: async () => {
        asked += 1;
        const mark = table.join();
        await answered();
        if (isAway) throw new Error("The database is away.");
        return mark;
      },
      all: async () => {
        const now = table.map(change);
        await answered();
        return now;
      },
    },
    clock: createClock(),
    log: { info: () => {}, warn: (_facts, words) => void warned.push(words), error: () => {} },
  });
  return {
    keeper,
    laid,
    warned,
    asked: () => asked,
    write: (id: string) => {
      table = [...table, id];
    },
    breakOff: () => {
      isAway = true;
    },
    /** Lets everything that is asked be answered, until nothing more is. */
    answer: async () => {
      for (let turn = 0; turn < 50; turn += 1) {
        waiting.splice(0).forEach((resolve) => resolve());
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

test("M15: who asks while a look is under way has what was written before they asked, by one look for all of them", async () => {
  const { keeper, laid, write, asked, answer } = world();
  write("one");
  const first = keeper.lay();
  await Promise.resolve();
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked()).toBe(1);
  write("two");
  const later = [keeper.lay(), keeper.lay(), keeper.takeUp()];
  await answer();
  await Promise.all([first, ...later]);
  expect(laid.at(-1)).toEqual(["one", "two"]);
  expect(asked()).toBe(2);
  await Promise.all([keeper.lay(), answer()]);
  expect(laid.at(-1)).toEqual(["one", "two"]);
});

test("M15: looks never overlap, however they are asked for, so that no older list is laid over a newer one", async () => {
  const { keeper, laid, write, answer } = world();
  const all: Promise<void>[] = [];
  for (let number = 0; number < 30; number += 1) {
    write(`${number}`);
    all.push(keeper.lay());
    if (number % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (number % 5 === 0) await answer();
  }
  await answer();
  await Promise.all(all);
  const lengths = laid.map((ids) => ids.length);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  expect(lengths.at(-1)).toBe(30);
});

test("M15: where the database is away who wants prices has those of before, and who starts is told", async () => {
  const { keeper, laid, write, breakOff, answer } = world();
  write("one");
  await Promise.all([keeper.lay(), answer()]);
  breakOff();
  write("two");
  await Promise.all([keeper.takeUp(), answer()]);
  expect(laid).toEqual([["one"]]);
  await expect(Promise.all([keeper.lay(), answer()])).rejects.toThrow("away");
});
