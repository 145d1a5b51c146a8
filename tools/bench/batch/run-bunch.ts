import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Bunch } from "../../testing/start-bunch.ts";
import { drawBatch, pictureAt } from "../contestants/draw-batch.ts";
import type { EmulatedProvider } from "../contestants/emulated-provider.ts";
import { promptsOf } from "../contestants/prompts.ts";
import { withBunch } from "../contestants/with-bunch.ts";
import type { BunchUsage } from "../measuring/usage-meter.ts";
import { accountOf } from "./account-of.ts";
import type { Scenario } from "./scenario.ts";

const mostMs = 600_000;
const idleMs = 5_000;
const renditionsMs = 60_000;

/** What one run of Bunch came to. */
export type BunchRun = {
  /** From the first byte of the POST to the last picture, read at its address. */
  makespanMs: number;
  boundMs: number;
  usage: BunchUsage;
  /** CPU for each second in which nobody asks anything. */
  idleCpuMsPerSecond: number;
  /** The children's CPU until they had nothing left to do. */
  renditionsCpuMs: number;
};

/** Lets a Bunch that was just installed draw all prompts, somebody watching as the web app does. */
export function runBunch(input: {
  scenario: Scenario;
  provider: EmulatedProvider;
  seed: number;
  /** More of its environment, as NODE_OPTIONS for a profile. */
  env: Record<string, string>;
}): Promise<BunchRun> {
  const { scenario, provider } = input;
  const env = {
    GEMINI_BASE_URL: provider.url,
    WORKER_CONCURRENCY: String(scenario.slots),
    MAX_PROMPTS: String(Math.max(100, scenario.prompts)),
    ...input.env,
  };
  return withBunch(env, async (bunch) => {
    const { meter } = bunch;
    const atRest = meter.read();
    await delay(idleMs);
    const idleCpuMsPerSecond = meter.since(atRest).server.cpuMs / (idleMs / 1000);

    await provider.deal(input.seed);
    const before = meter.read();
    const { model } = scenario;
    const prompts = promptsOf(scenario.prompts);
    const drawn = await drawBatch(bunch, { model, prompts, withinMs: mostMs });
    const usage = meter.since(before);
    if (drawn.stats.successful < drawn.stats.total_results)
      throw new Error(`Not all became pictures: ${JSON.stringify(drawn.stats)}`);

    const { boundMs, pictures } = await accountOf(provider, scenario.slots);
    await seeAllPictures(bunch, drawn.executionId, pictures);
    const renditionsCpuMs = await untilStill(() => meter.since(before).children.cpuMs);
    return { makespanMs: drawn.makespanMs, boundMs, usage, idleCpuMsPerSecond, renditionsCpuMs };
  });
}

/** Reads every picture at its address and holds it against what the emulator drew. */
async function seeAllPictures(bunch: Bunch, id: string, drawn: readonly string[]): Promise<void> {
  const { data: results } = await bunch.client.listResults(id);
  const kept: string[] = [];
  for (const { result_url: url } of results)
    if (url)
      kept.push(
        createHash("sha256")
          .update(await pictureAt(url))
          .digest("hex"),
      );
  if (kept.toSorted().join() !== drawn.toSorted().join())
    throw new Error(
      `Bunch kept ${kept.length} pictures; the emulator drew ${drawn.length} others.`,
    );
}

/** Waits until a number has stood still for two seconds. */
async function untilStill(read: () => number): Promise<number> {
  const endMs = performance.now() + renditionsMs;
  let before = -1;
  for (let now = read(); now !== before && performance.now() < endMs; now = read()) {
    before = now;
    await delay(2000);
  }
  return before;
}
