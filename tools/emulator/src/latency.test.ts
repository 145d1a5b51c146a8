import { expect, test } from "vitest";
import { latencyMs, pass } from "./latency.ts";
import { randomFrom } from "./random.ts";

const draws = (latency: Parameters<typeof latencyMs>[0]): number[] =>
  Array.from({ length: 2000 }, (_, draw) =>
    latencyMs(latency, randomFrom(draw, "a"), randomFrom(draw, "b")),
  ).toSorted((one, other) => one - other);

test("a fixed latency is always the same", () => {
  expect(new Set(draws({ kind: "fixed", ms: 250 }))).toEqual(new Set([250]));
});

test("a uniform latency fills its range", () => {
  const sorted = draws({ kind: "uniform", minMs: 800, maxMs: 2000 });
  expect(sorted[0]).toBeGreaterThanOrEqual(800);
  expect(sorted.at(-1)).toBeLessThan(2000);
  expect(Math.abs((sorted[1000] ?? 0) - 1400)).toBeLessThan(60);
});

test("a lognormal latency has its median and a long tail", () => {
  const sorted = draws({ kind: "lognormal", medianMs: 8000, sigma: 0.4 });
  expect(Math.abs((sorted[1000] ?? 0) / 8000 - 1)).toBeLessThan(0.05);
  // The 97.7th of a hundred lies two sigmas out.
  expect(Math.abs((sorted[1954] ?? 0) / (8000 * Math.exp(0.8)) - 1)).toBeLessThan(0.12);
});

test("a wait ends at once when the emulator is stopped", async () => {
  const stopping = new AbortController();
  const startMs = performance.now();
  const waiting = pass(60_000, stopping.signal);
  stopping.abort();
  await waiting;
  expect(performance.now() - startMs).toBeLessThan(1000);
});
