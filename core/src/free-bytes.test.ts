import { expect, test } from "vitest";
import { freeBytes } from "./free-bytes.ts";

test("what is freed is empty, also a second time", () => {
  const bytes = new Uint8Array(1000);
  freeBytes(bytes);
  freeBytes(bytes);
  expect(bytes.byteLength).toBe(0);
});

test("bytes that share their memory with others stay", () => {
  const all = new Uint8Array(1000).fill(7);
  freeBytes(all.subarray(1));
  expect(all.at(-1)).toBe(7);
});
