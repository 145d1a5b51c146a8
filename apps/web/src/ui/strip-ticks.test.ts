import { expect, test } from "vitest";
import { ticksOf } from "./strip-ticks.ts";

test("up to 200 pictures each has its own tick", () => {
  const states = ["completed", "failed", "pending"] as const;
  expect(ticksOf([...states], "full")).toEqual(states);
});

test("above 200 a tick stands for several and takes the worst of them", () => {
  const states = Array.from({ length: 1000 }, (_, slot) =>
    slot === 7 ? ("failed" as const) : ("completed" as const),
  );
  const ticks = ticksOf(states, "full");
  expect(ticks).toHaveLength(200);
  expect(ticks.indexOf("failed")).toBe(1);
  expect(ticks.filter((tick) => tick === "failed")).toHaveLength(1);
});

test("W70: a small strip has at most 48 ticks, so that each is seen", () => {
  const states = Array.from({ length: 400 }, (_, slot) =>
    slot < 200 ? ("completed" as const) : ("pending" as const),
  );
  const ticks = ticksOf(states, "small");
  expect(ticks).toHaveLength(48);
  expect(ticks.filter((tick) => tick === "completed")).toHaveLength(24);
});
