import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import type { Browser } from "playwright-core";
import { chromiumPath, openBrowser } from "../../testing/open-browser.ts";
import { repeatBatch } from "../../testing/repeat-batch.ts";
import { type Bunch, startBunch } from "../../testing/start-bunch.ts";
import { makeTestFolder } from "../../testing/test-folder.ts";
import { until } from "../../testing/until.ts";
import type { Bench } from "../bench-of.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import type { Measure } from "./measure.ts";
import { measureArrival } from "./measure-arrival.ts";
import { measureInteractions } from "./measure-interactions.ts";
import { measureScroll } from "./measure-scroll.ts";
import { measureSizes } from "./measure-sizes.ts";

const help = `npm run bench:web [-- --results 10000] [--most 100000] [--times 12] [--throttle 4]
  the web app in Chromium: what the first screen weighs, how soon it answers, whether anything jumps
  [--results N]        pictures on the page whose interactions are measured
  [--most N]           pictures on the page that is scrolled to its end
  [--times N]          so often each interaction is done; the longest counts, but for one of every fifty
  [--throttle N]       so many times slower than this machine's processor
  [--quick]            few and unthrottled: does it run, no figures
  [--check]            end with 1 where a limit is missed`;

/** Whether the web app is as quick as its users are told. */
export const web: Bench = {
  says: "the web app: bytes of the first screen, interactions at 10 000 pictures, jumps",
  help,
  run: async (args) => {
    if (!chromiumPath) return ["It needs a Chromium: apt-get install chromium."];
    const flags = readFlags(args, {
      results: 10_000,
      most: 100_000,
      times: 12,
      throttle: 4,
      quick: false,
    });
    const results = flags.quick ? 500 : flags.results;
    const most = flags.quick ? 2000 : flags.most;
    const measures = await withPictures({ results, most }, async ({ browser, bunch, ids }) => [
      ...(await measureSizes()),
      ...(await measureInteractions(browser, {
        url: `${bunch.url}/nano-banana/executions/${ids.long}`,
        results,
        times: flags.quick ? 1 : flags.times,
        throttle: flags.quick ? 1 : flags.throttle,
      })),
      ...(await measureScroll(browser, {
        url: `${bunch.url}/nano-banana/executions/${ids.longest}`,
        results: most,
      })),
      ...(await measureArrival(browser, bunch)),
    ]);
    console.log(`\n${report(measures)}`);
    return measures.filter(isMissed).map(missOf);
  },
};

type Pictures = { browser: Browser; bunch: Bunch; ids: { long: string; longest: string } };

/** A Bunch with two long batches on a database of its own, and a browser. */
async function withPictures<Value>(
  input: { results: number; most: number },
  use: (pictures: Pictures) => Promise<Value>,
): Promise<Value> {
  const folder = await makeTestFolder();
  const postgres = await startEmbeddedPostgres({
    dataDir: `${folder}/database`,
    signal: AbortSignal.timeout(60_000),
  });
  const { connectionString } = postgres.connection;
  try {
    const bunch = await startBunch({
      dataDir: `${folder}/bunch`,
      env: { DATABASE_URL: connectionString, ENCRYPTION_KEY: "7c".repeat(32) },
      buildWeb: true,
    });
    const browser = await openBrowser();
    try {
      const executionId = await drawn(bunch);
      const long = await repeatBatch(connectionString, { executionId, count: input.results });
      const longest = await repeatBatch(connectionString, { executionId, count: input.most });
      return await use({ browser, bunch, ids: { long, longest } });
    } finally {
      await browser.close();
      await bunch.stop();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Twelve pictures with their small copies, which the long batches show again and again. */
async function drawn(bunch: Bunch): Promise<string> {
  const form = new FormData();
  form.set("prompts", JSON.stringify(Array.from({ length: 12 }, (_, n) => `a fox, number ${n}`)));
  form.set("model", "simulator");
  const { execution_id: id } = await bunch.client.execute(form, crypto.randomUUID());
  await until("the batch is drawn", async () =>
    (await bunch.client.listResults(id)).data.every((one) => one.thumbhash !== null),
  );
  return id;
}

function isMissed({ value, most }: Measure): boolean {
  return !(value <= most);
}

function missOf({ name, value, most, unit }: Measure): string {
  return `${name}: ${shown(value, unit)}, at most ${shown(most, unit)} is wanted.`;
}

function report(measures: readonly Measure[]): string {
  return table([
    ["what", "seen", "at most", "/ at most", "longest"],
    ...measures.map(({ name, value, most, unit, longest }) => [
      name,
      shown(value, unit),
      shown(most, unit),
      (value / most).toFixed(2),
      longest === undefined ? "" : shown(longest, unit),
    ]),
  ]);
}

function shown(value: number, unit: Measure["unit"]): string {
  switch (unit) {
    case "bytes":
      return `${(value / 1000).toFixed(1)} kB`;
    case "ms":
      return `${Math.round(value)} ms`;
    case "shift":
      return value.toFixed(4);
    default:
      return unit satisfies never;
  }
}
