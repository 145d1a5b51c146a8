import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import { makeTestFolder } from "../../testing/test-folder.ts";
import { testUserId } from "../../testing/test-database.ts";
import type { Bench } from "../bench-of.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { clientQueries } from "./client-queries.ts";
import { fillDatabase } from "./fill-database.ts";
import { type Measured, measureQueries } from "./measure-queries.ts";

const help = `npm run bench -- queries [--results 300000] [--times 9]
  whatever a client can make the API ask, on that many results of several people: what the database itself says it took
  [--results N]        so many results, a third of them in one batch
  [--times N]          so often each is asked; medians count
  [--verbose]          the slowest statement of each that is too slow
  [--quick]            30 000: does it run, no figures
  [--check]            end with 1 where a limit is missed`;

const limitMs = 5;

/** Whether a full database answers its clients as fast as an empty one. */
export const queries: Bench = {
  says: "each query of a client on 300 000 results: time at the database",
  help,
  run: async (args) => {
    const flags = readFlags(args, { results: 300_000, times: 9, quick: false, verbose: false });
    const results = flags.quick ? 30_000 : flags.results;
    const dataDir = await makeTestFolder();
    const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(60_000) });
    try {
      const { connectionString } = postgres.connection;
      await migrate({ connectionString, localUserId: testUserId });
      const startedMs = performance.now();
      const filled = await fillDatabase({
        connectionString: postgres.superuserConnectionString,
        results,
        owner: testUserId,
      });
      console.log(
        `${results} results of 20 people, ${filled.big.results} of them in one batch; filled in ${Math.round((performance.now() - startedMs) / 1000)} s`,
      );
      const { measured, unasked } = await measureQueries(clientQueries, {
        connectionString,
        filled,
        times: flags.times,
      });
      console.log(`\n${report(measured)}`);
      return [
        ...measured.filter(isSlow).map((one) => missOf(one, flags.verbose)),
        ...unasked.map((verb) => `Nobody asked ${verb}: put it into client-queries.ts.`),
      ];
    } finally {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

function isSlow({ planningMs, executionMs }: Measured): boolean {
  return !(planningMs + executionMs <= limitMs);
}

function missOf(one: Measured, isVerbose: boolean): string {
  const sentence = `"${one.name}" takes the database ${(one.planningMs + one.executionMs).toFixed(1)} ms, at most ${limitMs} are wanted.`;
  return isVerbose ? `${sentence}\n${one.slowest}` : sentence;
}

function report(measured: readonly Measured[]): string {
  const ms = (time: number) => time.toFixed(2);
  return table([
    ["a client asks", "planning ms", "execution ms", "together", "/ wanted", "read whole"],
    ...measured.map((one) => {
      const together = one.planningMs + one.executionMs;
      return [
        one.name,
        ms(one.planningMs),
        ms(one.executionMs),
        ms(together),
        (together / limitMs).toFixed(2),
        one.readWhole.join(" "),
      ];
    }),
  ]);
}
