import { expect, test } from "vitest";
import { askAgainAfterMs } from "./use-pages.ts";

const isMoving = (status: string) => status === "processing";
const over = { data: ["completed", "failed"] };
const moving = { data: ["completed", "processing"] };

test("W75: a list that moves is asked for every 15 seconds, one of many pages as much less often, one that is over never", () => {
  expect(askAgainAfterMs([moving], isMoving)).toBe(15_000);
  expect(askAgainAfterMs([over, moving, over], isMoving)).toBe(45_000);
  expect(askAgainAfterMs([over, over], isMoving)).toBe(false);
  expect(askAgainAfterMs([], isMoving)).toBe(false);
});
