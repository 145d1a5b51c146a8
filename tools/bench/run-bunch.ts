import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Bunch, startBunch } from "../testing/start-bunch.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import type { EmulatedProvider } from "./emulated-provider.ts";
import { apiKey, promptsOf, type Scenario } from "./scenario.ts";
import { type BunchUsage, meterOf } from "./usage-meter.ts";
import { watchExecution } from "./watch-execution.ts";

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
export async function runBunch(input: {
  scenario: Scenario;
  provider: EmulatedProvider;
  seed: number;
  /** More of its environment, as NODE_OPTIONS for a profile. */
  env: Record<string, string>;
}): Promise<BunchRun> {
  const { scenario, provider } = input;
  const dataDir = await makeTestFolder();
  const bunch = await startBunch({
    dataDir,
    env: {
      GEMINI_BASE_URL: provider.url,
      WORKER_CONCURRENCY: String(scenario.slots),
      MAX_PROMPTS: String(Math.max(100, scenario.prompts)),
      // Another default than everybody's would be another program.
      RETRY_FIRST_WAIT_MS: "1000",
      ...input.env,
    },
  });
  try {
    const meter = meterOf({ pid: bunch.pid, dataDir });
    const atRest = meter.read();
    await delay(idleMs);
    const idleCpuMsPerSecond = meter.since(atRest).server.cpuMs / (idleMs / 1000);

    await provider.deal(input.seed);
    const before = meter.read();
    const startedMs = performance.now();
    const { execution_id: id } = await bunch.client.execute(formOf(scenario), randomUUID());
    const { lastPictureUrl } = await watchExecution({
      url: bunch.client.eventsUrl(id),
      timeoutMs: mostMs,
    });
    await pictureAt(lastPictureUrl);
    const makespanMs = performance.now() - startedMs;
    const usage = meter.since(before);

    const { boundMs, pictures } = await provider.account();
    await seeAllPictures(bunch, id, pictures);
    const renditionsCpuMs = await untilStill(() => meter.since(before).children.cpuMs);
    return { makespanMs, boundMs, usage, idleCpuMsPerSecond, renditionsCpuMs };
  } finally {
    await bunch.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function formOf(scenario: Scenario): FormData {
  const form = new FormData();
  form.set("api_key", apiKey);
  form.set("model", scenario.model);
  form.set("prompts_text", promptsOf(scenario).join("\n\n"));
  return form;
}

async function pictureAt(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
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
