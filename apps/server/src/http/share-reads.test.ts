import type { EventView } from "@bunch/core/ports/execution-views";
import { expect, test } from "vitest";
import { shareReads } from "./share-reads.ts";

function slowReader() {
  const asked: { sequence: number; answer: (events: EventView[]) => void; fail: () => void }[] = [];
  const read = shareReads(({ sequence }) => {
    const { promise, resolve, reject } = Promise.withResolvers<EventView[]>();
    asked.push({ sequence, answer: resolve, fail: () => reject(new Error("away")) });
    return promise;
  });
  const from = (sequence: number, userId = "one") =>
    read({ userId, ownerId: userId, executionId: "batch", sequence, limit: 200 });
  return { asked, from };
}

test("T16: who asks the same at the same moment shares one answer; another place or person has its own", async () => {
  const { asked, from } = slowReader();
  const reads = [from(3), from(3), from(4), from(3, "two")];
  expect(asked.map(({ sequence }) => sequence)).toEqual([3, 4, 3]);
  for (const one of asked) one.answer([]);
  const [first, second, other] = await Promise.all(reads);
  expect(first).toBe(second);
  expect(first).not.toBe(other);
});

test("T16: what was answered, or failed, is asked anew", async () => {
  const { asked, from } = slowReader();
  const [first, second] = [from(3), from(3)];
  asked[0]?.fail();
  await expect(first).rejects.toThrow("away");
  await expect(second).rejects.toThrow("away");
  const again = from(3);
  expect(asked).toHaveLength(2);
  asked[1]?.answer([]);
  expect(await again).toEqual([]);
});
