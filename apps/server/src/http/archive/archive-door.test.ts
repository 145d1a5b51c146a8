import { Problem } from "@bunch/core/problem";
import { expect, test } from "vitest";
import { ArchiveDoor } from "./archive-door.ts";

test("L8: one person's downloads take half of the places, and another finds one until all are taken", async () => {
  const door = new ArchiveDoor(4);
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const inside = ["ann", "ann", "bob"].map((one) => door.enter(one, () => end));
  await expect(door.enter("ann", () => end)).rejects.toThrow(Problem);
  inside.push(door.enter("bob", () => end));
  await expect(door.enter("cleo", () => end)).rejects.toThrow(/Try again in a moment/u);
  resolve();
  await Promise.all(inside);
  expect(await door.enter("ann", async () => "in")).toBe("in");
});

test("L8: a download that fails gives its place back", async () => {
  const door = new ArchiveDoor(2);
  const fail = () => door.enter("ann", () => Promise.reject(new Error("broken")));
  await expect(fail()).rejects.toThrow("broken");
  await expect(fail()).rejects.toThrow("broken");
});
