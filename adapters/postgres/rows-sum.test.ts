import { expect, test } from "vitest";
import { isSameRows, minusRows, noRows, plusRows, rowsIn } from "./rows-sum.ts";

const sumOf = (...rows: string[]) =>
  plusRows(
    noRows,
    rows.map((row) => Buffer.from(row)),
  );

async function* inPieces(text: string, length: number) {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length));
}

test("B7: rows are the same in any order, and one other, missing or doubled byte or row is seen", () => {
  expect(isSameRows(sumOf("a\t1", "b\t2"), sumOf("b\t2", "a\t1"))).toBe(true);
  for (const other of [["a\t1", "b\t3"], ["a\t1"], ["a\t1", "a\t1"], ["a\t1", "b\t2", "b\t2"], []])
    expect(isSameRows(sumOf("a\t1", "b\t2"), sumOf(...other))).toBe(false);
});

test("B7: what was there before is taken off again", () => {
  const before = sumOf("theirs");
  expect(isSameRows(minusRows(sumOf("ours", "theirs"), before), sumOf("ours"))).toBe(true);
  expect(isSameRows(minusRows(sumOf("ours"), before), sumOf("ours"))).toBe(false);
});

test("rows are found wherever the text is cut", async () => {
  const text = "first\t1\n\nthird\\nline\t\\N\n";
  for (let length = 1; length <= text.length; length += 1) {
    const found: string[] = [];
    for await (const rows of rowsIn(inPieces(text, length)))
      found.push(...rows.map((row) => row.toString()));
    expect(found).toEqual(["first\t1", "", "third\\nline\t\\N"]);
  }
});
