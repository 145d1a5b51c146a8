import type { CallRecord } from "@bunch/emulator/bill";
import type { Bench } from "../bench-of.ts";
import { type EmulatedProvider, startProvider } from "../contestants/emulated-provider.ts";
import { promptsOf } from "../contestants/prompts.ts";
import { runScript } from "../contestants/run-script.ts";
import { drawBatch } from "../contestants/draw-batch.ts";
import { withBunch } from "../contestants/with-bunch.ts";
import { quantile } from "../measuring/quantile.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { overheadsMs } from "./overheads.ts";

const help = `npm run bench -- visible [--prompts 200]
  from an answer's last byte to its picture being told by the event stream, ten in flight, pictures of 1 MB
  [--prompts N]        how many pictures
  [--quick]            20: does it run, no figures
  [--check]            end with 1 where a limit is missed`;

const model = "gemini-nano-banana-2.1";
const slots = 10;
const limits = { p95Ms: 150 };
const mostMs = 600_000;

type Row = { who: string; overheadsMs: number[] };

/** How long a picture that has come is not seen. */
export const visible: Bench = {
  says: "from an answer's last byte to its picture being visible, beside a script's file",
  help,
  run: async (args) => {
    const flags = readFlags(args, { prompts: 200, quick: false });
    const prompts = promptsOf(flags.quick ? 20 : flags.prompts);
    const provider = await startProvider({
      latency: { kind: "uniform", minMs: 2000, maxMs: 3000 },
      pictureBytes: 1_000_000,
      gzip: true,
    });
    try {
      const ours = await ofBunch(provider, prompts);
      const rows = [
        ours,
        await ofScript(provider, prompts, "plain"),
        await ofScript(provider, prompts, "fsync"),
      ];
      console.log(report(rows));
      return missesOf(ours);
    } finally {
      await provider.stop();
    }
  },
};

function ofBunch(provider: EmulatedProvider, prompts: readonly string[]): Promise<Row> {
  const env = {
    GEMINI_BASE_URL: provider.url,
    WORKER_CONCURRENCY: String(slots),
    MAX_PROMPTS: String(Math.max(100, prompts.length)),
  };
  return withBunch(env, async (bunch) => {
    await provider.deal(1);
    const { toldAtMs } = await drawBatch(bunch, { model, prompts, withinMs: mostMs });
    return rowOf("Bunch: told by the events", prompts, await provider.calls(), toldAtMs);
  });
}

async function ofScript(
  provider: EmulatedProvider,
  prompts: readonly string[],
  durability: "plain" | "fsync",
): Promise<Row> {
  await provider.deal(1);
  const { keptAtMs } = await runScript({
    url: provider.url,
    task: { model, prompts, slots, order: "pool", retries: "none", durability },
    withinMs: mostMs,
  });
  const who = durability === "fsync" ? "the script: file, with fsync" : "the script: file written";
  return rowOf(who, prompts, await provider.calls(), keptAtMs);
}

function rowOf(
  who: string,
  prompts: readonly string[],
  calls: readonly CallRecord[],
  seenAtMs: readonly (readonly [place: number, atMs: number])[],
): Row {
  const leftAtMs = new Map(
    calls.map(({ prompt, leftAt }) => [prompts.indexOf(prompt ?? ""), Date.parse(leftAt ?? "")]),
  );
  return { who, overheadsMs: overheadsMs(leftAtMs, seenAtMs, prompts.length) };
}

function report(rows: readonly Row[]): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return table([
    ["", "p50", "p95", "most"],
    ...rows.map(({ who, overheadsMs: each }) => [
      who,
      ms(quantile(each, 0.5)),
      ms(quantile(each, 0.95)),
      ms(quantile(each, 1)),
    ]),
  ]);
}

function missesOf(ours: Row): string[] {
  const p95Ms = quantile(ours.overheadsMs, 0.95);
  return p95Ms <= limits.p95Ms
    ? []
    : [`p95 is ${p95Ms.toFixed(0)} ms, at most ${limits.p95Ms} ms is wanted.`];
}
