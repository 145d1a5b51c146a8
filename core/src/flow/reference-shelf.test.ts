import { expect, test } from "vitest";
import type { ObjectStore } from "../ports/object-store.ts";
import { ReferenceShelf } from "./reference-shelf.ts";

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));
const asked = (...paths: string[]) => paths.map((path) => ({ path, mimeType: "image/png" }));

/** A store in memory that counts its reads; each picture has ten bytes. */
function storeOf(...paths: string[]) {
  const reads: string[] = [];
  const objects: Pick<ObjectStore, "get"> = {
    async get({ path }) {
      reads.push(path);
      await settled();
      return paths.includes(path) ? new Uint8Array(10).fill(paths.indexOf(path)) : null;
    },
  };
  return { reads, objects: objects as ObjectStore };
}

test("F20: a hundred calls that begin at once read each reference once and share its bytes", async () => {
  const { objects, reads } = storeOf("a", "b");
  const shelf = new ReferenceShelf(objects);
  const loans = await Promise.all(
    Array.from({ length: 100 }, () => shelf.borrow({ references: asked("a", "b"), signal: never })),
  );
  expect(reads).toEqual(["a", "b"]);
  const [first] = loans;
  for (const loan of loans)
    loan?.references.forEach(({ bytes }, index) => {
      expect(bytes).toBe(first?.references[index]?.bytes);
    });
  expect(first?.references).toMatchObject([{ mimeType: "image/png" }, { mimeType: "image/png" }]);
  for (const loan of loans) loan?.giveBack();
  await shelf.borrow({ references: asked("b"), signal: never });
  expect(reads).toEqual(["a", "b"]);
});

test("F20: who needs more than there is room for waits until others have ended, and nobody passes it", async () => {
  const { objects, reads } = storeOf("a", "b", "c");
  const shelf = new ReferenceShelf(objects, { mostBytes: 20 });
  const first = await shelf.borrow({ references: asked("a", "b"), signal: never });
  const order: string[] = [];
  const waits = shelf.borrow({ references: asked("c"), signal: never }).then((loan) => {
    order.push("c");
    return loan;
  });
  const passes = shelf
    .borrow({ references: asked("a"), signal: never })
    .then(() => order.push("a"));
  // Who sends none needs no room.
  await shelf.borrow({ references: [], signal: never });
  await settled();
  await settled();
  expect(order).toEqual([]);
  first?.giveBack();
  first?.giveBack();
  await Promise.all([waits, passes]);
  expect(order).toEqual(["c", "a"]);
  // The oldest that nobody used made room for it.
  expect(reads).toEqual(["a", "b", "c", "a"]);
});

test("F20: one that is missing is told, holds nothing, and is looked for again", async () => {
  const { objects, reads } = storeOf("a");
  const shelf = new ReferenceShelf(objects, { mostBytes: 10 });
  expect(await shelf.borrow({ references: asked("a", "gone"), signal: never })).toBeNull();
  expect(await shelf.borrow({ references: asked("gone"), signal: never })).toBeNull();
  expect(await shelf.borrow({ references: asked("a"), signal: never })).not.toBeNull();
  expect(reads).toEqual(["a", "gone", "gone", "a"]);
});

test("F20: a store that fails fails that call; whoever leaves while it waits keeps nobody waiting", async () => {
  const { objects } = storeOf("a", "b");
  let isOut = true;
  const shaky: ObjectStore = {
    ...objects,
    get: (input) => (isOut ? Promise.reject(new Error("The store is out.")) : objects.get(input)),
  };
  const shelf = new ReferenceShelf(shaky, { mostBytes: 10 });
  const borrow = (path: string, signal = never) =>
    shelf.borrow({ references: asked(path), signal });
  await expect(borrow("a")).rejects.toThrow("The store is out.");
  isOut = false;
  const loan = await borrow("a");
  const leave = new AbortController();
  const left = expect(borrow("b", leave.signal)).rejects.toThrow(/abort/i);
  const behind = borrow("a");
  leave.abort();
  await left;
  expect((await behind)?.references[0]?.bytes).toBe(loan?.references[0]?.bytes);
});
