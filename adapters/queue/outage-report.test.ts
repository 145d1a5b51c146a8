import type { Log } from "@bunch/core/ports/log";
import { expect, onTestFinished, test, vi } from "vitest";
import { createOutageReport } from "./outage-report.ts";

function report() {
  const told: string[] = [];
  const log: Log = {
    info: (_facts, sentence) => void told.push(sentence),
    warn: (_facts, sentence) => void told.push(sentence),
    error: (_facts, sentence) => void told.push(sentence),
  };
  return { told, outage: createOutageReport(log, "the store") };
}
const lost = "The queue lost the store and tries to reach it again.";
const again = "The queue reaches the store again.";
const away = (cause?: Error) => new Error("Connection terminated", { cause });

test("an outage is told once and its end once, by whichever ways its errors come and however late", () => {
  const { told, outage } = report();
  const before = performance.now() - 1000;
  const first = away();
  outage.failed(first, before);
  outage.failed(away());
  // What was asked before it and was answered all the same is no end of it.
  outage.answered(before);
  expect(told).toEqual([lost]);
  outage.answered();
  // The same error from the queue that had asked, and one of what was asked before the store was back.
  outage.failed(first);
  outage.failed(away(first));
  outage.failed(away(), before);
  outage.answered();
  expect(told).toEqual([lost, again]);
});

test("what comes by an event just after an outage is an echo of it; by an event alone an outage is told too", () => {
  const { told, outage } = report();
  outage.heard(away());
  outage.heard(away());
  outage.answered();
  // Of another connection, which was refused before the store was back.
  outage.heard(away());
  expect(told).toEqual([lost, again]);
  const same = away();
  outage.heard(same);
  outage.failed(same);
  expect(told).toEqual([lost, again, lost]);
});

test("what comes by an event some seconds after an outage is another one", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const { told, outage } = report();
  outage.heard(away());
  outage.answered();
  vi.advanceTimersByTime(4_900);
  outage.heard(away());
  expect(told).toEqual([lost, again]);
  vi.advanceTimersByTime(200);
  outage.heard(away());
  expect(told).toEqual([lost, again, lost]);
});

test("the next outage is told again", () => {
  const { told, outage } = report();
  outage.failed(away());
  outage.answered();
  outage.failed(away());
  expect(told).toEqual([lost, again, lost]);
});
