import { setTimeout as sleep } from "node:timers/promises";

/** How long the emulated model takes: the same each time, anything between two bounds, or many quick and few slow ones. */
export type Latency =
  | { kind: "fixed"; ms: number }
  | { kind: "uniform"; minMs: number; maxMs: number }
  | { kind: "lognormal"; medianMs: number; sigma: number };

const longestMs = 600_000;

/** Turns a distribution and two numbers from 0 to below 1 into milliseconds. */
export function latencyMs(latency: Latency, first: number, second: number): number {
  switch (latency.kind) {
    case "fixed":
      return Math.min(latency.ms, longestMs);
    case "uniform":
      return Math.min(latency.minMs + first * (latency.maxMs - latency.minMs), longestMs);
    case "lognormal": {
      // Box and Muller's way from two even numbers to one of the normal distribution.
      const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
      return Math.min(latency.medianMs * Math.exp(latency.sigma * normal), longestMs);
    }
    default:
      return latency satisfies never;
  }
}

/** Waits that long, or less when the emulator is stopped. */
export async function pass(ms: number, stopped: AbortSignal): Promise<void> {
  if (ms <= 0 || stopped.aborted) return;
  await sleep(ms, undefined, { signal: stopped }).catch((error: unknown) => {
    if (!stopped.aborted) throw error;
  });
}
