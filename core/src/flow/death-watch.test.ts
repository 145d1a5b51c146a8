import { expect, test } from "vitest";
import type { WorkerRow } from "../ports/worker-registry.ts";
import { DeathWatch } from "./death-watch.ts";

const deathAfterMs = 30_000;
const beatMs = 5000;

const row = (workerId: string, beat: number, left = false): WorkerRow => ({
  workerId,
  spoolId: "one disk",
  slots: 10,
  beat,
  left,
});

/** Looks every five seconds, from the first time to the last, and tells the last look's dead. */
function watched(
  watch: DeathWatch,
  times: { fromMs: number; toMs: number },
  rowsAt: (nowMs: number) => WorkerRow[],
): string[] {
  let dead: string[] = [];
  for (let nowMs = times.fromMs; nowMs <= times.toMs; nowMs += beatMs)
    dead = watch.look(rowsAt(nowMs), nowMs);
  return dead;
}

test("F10: a worker is dead once its heartbeat was seen unchanged for 30 seconds, and not before", () => {
  const watch = new DeathWatch({ deathAfterMs });
  const silent = () => [row("a", 7)];
  expect(watched(watch, { fromMs: 0, toMs: 25_000 }, silent)).toEqual([]);
  expect(watched(watch, { fromMs: 30_000, toMs: 30_000 }, silent)).toEqual(["a"]);
});

test("F10: any change of the heartbeat begins the count anew, also one that comes late", () => {
  const watch = new DeathWatch({ deathAfterMs });
  const late = (nowMs: number) => [row("a", nowMs < 25_000 ? 7 : 8)];
  expect(watched(watch, { fromMs: 0, toMs: 50_000 }, late)).toEqual([]);
  expect(watched(watch, { fromMs: 55_000, toMs: 55_000 }, late)).toEqual(["a"]);
});

test("F10: a dead worker that beats again is alive", () => {
  const watch = new DeathWatch({ deathAfterMs });
  expect(watched(watch, { fromMs: 0, toMs: 40_000 }, () => [row("a", 7)])).toEqual(["a"]);
  expect(watch.look([row("a", 8)], 45_000)).toEqual([]);
});

test("F10: an observer that slept begins anew, as the others may have slept with it", () => {
  const watch = new DeathWatch({ deathAfterMs });
  const silent = () => [row("a", 7)];
  expect(watched(watch, { fromMs: 0, toMs: 20_000 }, silent)).toEqual([]);
  const wokeMs = 20_000 + 8 * 3_600_000;
  expect(watched(watch, { fromMs: wokeMs, toMs: wokeMs + 25_000 }, silent)).toEqual([]);
  expect(watch.look(silent(), wokeMs + 30_000)).toEqual(["a"]);
});

test("F10: after an outage of the database the observer begins anew", () => {
  const watch = new DeathWatch({ deathAfterMs });
  const silent = () => [row("a", 7)];
  expect(watched(watch, { fromMs: 0, toMs: 25_000 }, silent)).toEqual([]);
  watch.forget();
  expect(watched(watch, { fromMs: 30_000, toMs: 55_000 }, silent)).toEqual([]);
  expect(watch.look(silent(), 60_000)).toEqual(["a"]);
});

test("F10: a worker that has left is dead at once, one that came back is not", () => {
  const watch = new DeathWatch({ deathAfterMs });
  expect(watch.look([row("a", 7, true), row("b", 1)], 0)).toEqual(["a"]);
  expect(watch.look([row("a", 7), row("b", 2)], 5000)).toEqual([]);
});

test("F10: a worker that vanished from the list is counted anew when it returns", () => {
  const watch = new DeathWatch({ deathAfterMs });
  watched(watch, { fromMs: 0, toMs: 20_000 }, () => [row("a", 7)]);
  expect(watch.look([], 25_000)).toEqual([]);
  expect(watch.look([row("a", 7)], 30_000)).toEqual([]);
});
