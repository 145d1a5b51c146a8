/** The shortest makespan of calls taken in this order by so many slots, each taking the next call as soon as it is free. */
export function greedyBoundMs(latenciesMs: readonly number[], slots: number): number {
  const freeAtMs = Array.from({ length: slots }, () => 0);
  for (const latencyMs of latenciesMs) {
    const first = freeAtMs.indexOf(Math.min(...freeAtMs));
    freeAtMs[first] = (freeAtMs[first] ?? 0) + latencyMs;
  }
  return Math.max(...freeAtMs);
}
