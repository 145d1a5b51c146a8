import { mostInFlight } from "../contestants/call-figures.ts";
import { drawBatch } from "../contestants/draw-batch.ts";
import { type EmulatedProvider, startProvider } from "../contestants/emulated-provider.ts";
import { promptsOf } from "../contestants/prompts.ts";
import { runScript } from "../contestants/run-script.ts";
import { withBunch } from "../contestants/with-bunch.ts";

/** How many pictures of what weight, and how many at once. */
export type Load = {
  prompts: number;
  slots: number;
  pictureBytes: number;
  latency: { minMs: number; maxMs: number };
};

export type Contestant = "bunch" | "plain" | "fsync";

/** What one contestant came to. */
export type WeightRun = {
  who: string;
  prompts: number;
  pictureBytes: number;
  /** More than pictures where an answer was lost on the way and drawn again. */
  calls: number;
  mostInFlight: number;
  makespanMs: number;
  cpuMs: number;
  /** Of the children that make small copies, until the last picture was there; null where there are none. */
  childrenCpuMs: number | null;
  peakRssMb: number;
};

export const bunchName = "Bunch, the server";
export const scriptName = "the script";
const model = "gemini-nano-banana-2.1";
const mostMs = 600_000;

/** Lets contestants draw the same pictures one after the other. */
export async function drawAtWeight(
  load: Load,
  contestants: readonly Contestant[],
): Promise<WeightRun[]> {
  const provider = await startProvider({
    latency: { kind: "uniform", ...load.latency },
    pictureBytes: load.pictureBytes,
    gzip: true,
  });
  try {
    const runs: WeightRun[] = [];
    for (const contestant of contestants) {
      const run =
        contestant === "bunch"
          ? await ofBunch(provider, load)
          : await ofScript(provider, load, contestant);
      console.log(
        `  ${run.who}: ${run.prompts} of ${run.pictureBytes / 1e6} MB in ${(run.makespanMs / 1000).toFixed(1)} s, ${(run.cpuMs / run.prompts).toFixed(1)} ms of CPU each, ${run.peakRssMb.toFixed(0)} MB`,
      );
      runs.push(run);
    }
    return runs;
  } finally {
    await provider.stop();
  }
}

function ofBunch(provider: EmulatedProvider, load: Load): Promise<WeightRun> {
  const env = {
    GEMINI_BASE_URL: provider.url,
    WORKER_CONCURRENCY: String(load.slots),
    MAX_PROMPTS: String(Math.max(100, load.prompts)),
  };
  return withBunch(env, async (bunch) => {
    await provider.deal(1);
    const before = bunch.meter.read();
    const prompts = promptsOf(load.prompts);
    const { makespanMs, stats } = await drawBatch(bunch, { model, prompts, withinMs: mostMs });
    const usage = bunch.meter.since(before);
    if (stats.successful < load.prompts)
      throw new Error(`Not all became pictures: ${JSON.stringify(stats)}`);
    return {
      who: bunchName,
      ...(await weighed(provider, load)),
      makespanMs,
      cpuMs: usage.server.cpuMs,
      childrenCpuMs: usage.children.cpuMs,
      peakRssMb: usage.server.peakRssMb,
    };
  });
}

async function ofScript(
  provider: EmulatedProvider,
  load: Load,
  durability: "plain" | "fsync",
): Promise<WeightRun> {
  await provider.deal(1);
  const { slots } = load;
  const prompts = promptsOf(load.prompts);
  const { makespanMs, usage } = await runScript({
    url: provider.url,
    task: { model, prompts, slots, order: "pool", retries: "none", durability },
    withinMs: mostMs,
  });
  return {
    who: durability === "fsync" ? `${scriptName}, with fsync` : scriptName,
    ...(await weighed(provider, load)),
    makespanMs,
    cpuMs: usage.cpuMs,
    childrenCpuMs: null,
    peakRssMb: usage.peakRssMb,
  };
}

async function weighed(provider: EmulatedProvider, { prompts, pictureBytes }: Load) {
  const calls = await provider.calls();
  return { prompts, pictureBytes, calls: calls.length, mostInFlight: mostInFlight(calls) };
}
