import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { withBunch } from "../contestants/with-bunch.ts";

/** What one size came to. */
export type Size = {
  results: number;
  submitMs: number;
  /** From the first byte of the POST to the last settlement. */
  makespanMs: number;
  /** For each result, in the first tenth of them, the second, … */
  tenthsMs: number[];
  serverCpuMs: number;
  childrenCpuMs: number;
  databaseCpuMs: number;
  serverMb: number;
};

const lookMs = 200;
/** No result may take longer on the average. */
const mostMsEach = 200;

/** Lets a Bunch that was just installed draw so many tiny pictures that cost no time to draw. */
export function drawMany(input: {
  results: number;
  slots: number;
  profile: string;
}): Promise<Size> {
  const { results } = input;
  const env = {
    WORKER_CONCURRENCY: String(input.slots),
    MAX_PROMPTS: String(Math.max(100, results)),
    ...(input.profile && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${input.profile}` }),
  };
  return withBunch(env, async (bunch) => {
    const { meter, client } = bunch;
    const form = new FormData();
    form.set("model", "simulator");
    form.set("image_size", "64");
    form.set("prompts", JSON.stringify(Array.from({ length: results }, promptAt)));
    const before = meter.read();
    const startedAtMs = Date.now();
    const startedMs = performance.now();
    const { execution_id: id } = await client.execute(form, randomUUID());
    const submitMs = performance.now() - startedMs;
    const passedMs: number[] = [];
    for (let done = 0; done < results; await delay(lookMs)) {
      const { stats } = await client.getExecution(id);
      done = stats.total_results - stats.pending;
      const nowMs = performance.now() - startedMs;
      while (passedMs.length < Math.floor((10 * done) / results)) passedMs.push(nowMs);
      if (stats.failed > 0) throw new Error(`Some failed: ${JSON.stringify(stats)}`);
      if (nowMs > 30_000 + mostMsEach * results)
        throw new Error(`Too slow: ${JSON.stringify(stats)} after ${Math.round(nowMs / 1000)} s.`);
    }
    const { completed_at: completed } = await client.getExecution(id);
    if (!completed) throw new Error("It is not said when the batch ended.");
    const usage = meter.since(before);
    return {
      results,
      submitMs,
      // By the server's own word, on the same clock: the looks at it are 200 ms apart, which is much for a hundred.
      makespanMs: Date.parse(completed) - startedAtMs,
      tenthsMs: passedMs.map(
        (ms, index) => (ms - (passedMs[index - 1] ?? submitMs)) / (results / 10),
      ),
      serverCpuMs: usage.server.cpuMs,
      childrenCpuMs: usage.children.cpuMs,
      databaseCpuMs: usage.database.cpuMs,
      serverMb: usage.server.peakRssMb,
    };
  });
}

function promptAt(_: unknown, index: number): string {
  return `Picture ${index + 1}: a lighthouse at dusk, number ${index + 1} of a series`;
}
