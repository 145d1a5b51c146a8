import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import type { Analytics } from "@bunch/contracts/analytics";
import { createAnalyticsClient } from "@bunch/contracts/analytics-client";
import pg from "pg";
import { type Bunch, startBunch } from "../../testing/start-bunch.ts";
import { makeTestFolder } from "../../testing/test-folder.ts";
import { until } from "../../testing/until.ts";
import type { Bench } from "../bench-of.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { settleMany } from "./settle-many.ts";

const help = `npm run bench -- analytics [--results 1000000] [--times 20]
  GET /api/analytics after a million results, of days, weeks and years, against adding up the ledger call by call
  [--results N]        results, in batches of a hundredth part
  [--times N]          so often each is asked; the nineteenth of twenty counts
  [--quick]            few: does it run, no figures
  [--check]            end with 1 where a limit is missed`;

const mostMs = 300;
const days = 360;

/** Whether the page of costs answers at once, and rightly, however much was drawn. */
export const analytics: Bench = {
  says: "what was drawn and spent, asked of a million results",
  help,
  run: async (args) => {
    const flags = readFlags(args, { results: 1_000_000, times: 20, quick: false });
    const results = flags.quick ? 5000 : flags.results;
    const times = flags.quick ? 2 : flags.times;
    return withResults(results, async (bunch, owner) => {
      const { sum } = createAnalyticsClient(bunch.client);
      const to = new Date().toISOString().slice(0, 10);
      const daysBefore = (many: number) =>
        new Date(Date.parse(to) - many * 86_400_000).toISOString().slice(0, 10);
      const asked = [
        { name: "7 days", query: { from: daysBefore(6), to } },
        { name: "30 days", query: { from: daysBefore(29), to } },
        { name: "30 days, Paris", query: { from: daysBefore(29), to, time_zone: "Europe/Paris" } },
        { name: "30 days, one model", query: { from: daysBefore(29), to, model: "simulator" } },
        { name: "all of it, two years", query: { from: daysBefore(730), to } },
      ];
      const rows: string[][] = [["asked", "half", "19 of 20", `/ ${mostMs} ms`]];
      const misses: string[] = [];
      let all: Analytics | undefined;
      for (const { name, query } of asked) {
        const tookMs: number[] = [];
        for (let time = -1; time < times; time += 1) {
          const startedMs = performance.now();
          all = await sum(query);
          if (time >= 0) tookMs.push(performance.now() - startedMs);
        }
        tookMs.sort((one, other) => one - other);
        const [half = 0, most = 0] = [0.5, 0.95].map(
          (share) => tookMs[Math.ceil(share * tookMs.length) - 1],
        );
        rows.push([
          name,
          `${half.toFixed(0)} ms`,
          `${most.toFixed(0)} ms`,
          (most / mostMs).toFixed(2),
        ]);
        if (most > mostMs)
          misses.push(`${name}: ${most.toFixed(0)} ms, at most ${mostMs} is wanted.`);
      }
      const ledger = await ledgerOf(owner);
      console.log(`\n${table(rows)}`);
      console.log(
        `call by call: ${ledger.tookMs.toFixed(0)} ms for the same sum over ${ledger.calls} calls`,
      );
      const told = Math.round((all?.total.cost ?? 0) * 1_000_000);
      console.log(`to the micro-dollar: ${told} told, ${ledger.micros} in the ledger`);
      if (told !== ledger.micros) misses.push("The sums are not the ledger's.");
      return misses;
    });
  },
};

async function withResults<Value>(
  results: number,
  use: (bunch: Bunch, owner: pg.Client) => Promise<Value>,
): Promise<Value> {
  const folder = await makeTestFolder();
  const postgres = await startEmbeddedPostgres({
    dataDir: `${folder}/database`,
    signal: AbortSignal.timeout(60_000),
  });
  const { connectionString } = postgres.connection;
  const owner = new pg.Client({ connectionString });
  try {
    const bunch = await startBunch({
      dataDir: `${folder}/bunch`,
      env: { DATABASE_URL: connectionString, ENCRYPTION_KEY: "7c".repeat(32) },
    });
    await owner.connect();
    try {
      const form = new FormData();
      form.set("prompts", JSON.stringify(["a fox"]));
      form.set("model", "simulator");
      const { execution_id: executionId } = await bunch.client.execute(form, crypto.randomUUID());
      const tookMs = await settleMany(connectionString, {
        executionId,
        results,
        each: results / 10,
        days,
      });
      console.log(`  ${results} results settled in ${(tookMs / 1000).toFixed(0)} s`);
      await until(
        "all of it is added up",
        async () => (await owner.query("select from analytics_news limit 1")).rowCount === 0,
        { withinMs: 600_000 },
      );
      const { rows } = await owner.query<{ sums: number; size: string }>(
        `select count(*)::int as sums, pg_size_pretty(pg_total_relation_size('analytics_sums')) as size from analytics_sums`,
      );
      console.log(`  in ${rows[0]?.sums} sums, ${rows[0]?.size}`);
      return await use(bunch, owner);
    } finally {
      await owner.end();
      await bunch.stop();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The peer: all calls, one by one. */
async function ledgerOf(owner: pg.Client) {
  const startedMs = performance.now();
  const { rows } = await owner.query<{ calls: number; micros: string }>(
    "select count(*)::int as calls, sum(cost_micros) as micros from result_attempts",
  );
  return {
    calls: rows[0]?.calls ?? 0,
    micros: Number(rows[0]?.micros),
    tookMs: performance.now() - startedMs,
  };
}
