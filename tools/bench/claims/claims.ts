import type { Pool } from "@bunch/adapters/postgres/pools";
import type { Bench } from "../bench-of.ts";
import { median } from "../measuring/median.ts";
import { quantile } from "../measuring/quantile.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { fillBareQueue, takeBare } from "./bare-queue.ts";
import { type ChoiceTimes, chooseTimes } from "./choose-times.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { perSecond } from "./per-second.ts";

const help = `npm run bench -- claims [--claims 2000] [--pending 100000] [--rounds 200]
  claims a second on the embedded PostgreSQL, and how long the dispatcher takes to choose; beside a bare queue's
  [--claims N]         so many at 1, 4 and 16 at once, each
  [--pending N]        so many results wait while it chooses
  [--rounds N]         so often ten are chosen, claimed and settled
  [--quick]            few of each: does it run, no figures
  [--check]            ends with 1 where not all could be claimed`;

const slots = 10;
const atOnceOf = [1, 4, 16];
const executions = 16;

/** What the ledger lets through, and how long choosing takes. */
export const claims: Bench = {
  says: "claims a second and choosing among 100 000, beside a bare table as a queue",
  help,
  run: async (args) => {
    const flags = readFlags(args, { claims: 2000, pending: 100_000, rounds: 200, quick: false });
    const count = flags.quick ? 100 : flags.claims;
    const pending = flags.quick ? 2000 : flags.pending;
    const rounds = flags.quick ? 20 : flags.rounds;
    const database = await openDatabase({ slots });
    try {
      console.log("\nclaims a second, each one committed to the disk");
      console.log(await throughput(database, count));
      console.log(`\nchoosing ${slots}, in ms`);
      console.log(await choosing(database, { pending, rounds }));
    } finally {
      await database.close();
    }
    // There is no limit to hold these against: what could not be claimed has thrown.
    return [];
  },
};

async function throughput(database: Database, count: number): Promise<string> {
  const rows: [string, number[]][] = [
    [`${executions} executions`, []],
    ["one execution", []],
    ["a bare queue", []],
  ];
  for (const atOnce of atOnceOf) {
    const resultsOfEach = Math.ceil(count / executions);
    rows[0]?.[1].push(await claimed(database, { executions, resultsOfEach, atOnce }));
    rows[1]?.[1].push(await claimed(database, { executions: 1, resultsOfEach: count, atOnce }));
    rows[2]?.[1].push(await takenBare(database, count, atOnce));
  }
  return table([
    ["", ...atOnceOf.map((atOnce) => `${atOnce} at once`)],
    ...rows.map(([who, rates]) => [who, ...rates.map((rate) => rate.toFixed(0))]),
  ]);
}

async function claimed(
  database: Database,
  input: { executions: number; resultsOfEach: number; atOnce: number },
): Promise<number> {
  await database.clear();
  const resultIds = await database.submit(input);
  const { ledger, workerId } = database;
  await connect(database.workers, input.atOnce);
  return perSecond(resultIds, input.atOnce, async (resultId) => {
    const claim = await ledger.claim({
      resultId,
      workerId,
      ceilingMicros: 50_000,
      deadlineMs: 60_000,
    });
    if (!claim) throw new Error(`The result ${resultId} could not be claimed.`);
  });
}

async function takenBare({ owner }: Database, count: number, atOnce: number): Promise<number> {
  await fillBareQueue(owner, count);
  await connect(owner, atOnce);
  return perSecond(Array.from({ length: count }), atOnce, async () => {
    if ((await takeBare(owner, 1)) !== 1) throw new Error("The bare queue gave nothing.");
  });
}

/** Opens so many connections, which is no part of a claim. */
async function connect(pool: Pool, atOnce: number): Promise<void> {
  await Promise.all(Array.from({ length: atOnce }, () => pool.query("select pg_sleep(0.1)")));
}

async function choosing(
  database: Database,
  input: { pending: number; rounds: number },
): Promise<string> {
  const { pending, rounds } = input;
  const many = Math.ceil(pending / 1000);
  await fillBareQueue(database.owner, pending);
  const bareMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedMs = performance.now();
    await takeBare(database.owner, slots);
    bareMs.push(performance.now() - startedMs);
  }
  const few = await chooseTimes(database, {
    executions: 1,
    resultsOfEach: 1000,
    rounds: Math.min(rounds, 90),
  });
  const one = await chooseTimes(database, { executions: 1, resultsOfEach: pending, rounds });
  const spread = await chooseTimes(database, { executions: many, resultsOfEach: 1000, rounds });
  return table([
    ["", "first tenth", "last tenth", "p50", "p95", "claim", "settle"],
    ["1 000 pending in one execution", ...cells(few)],
    [`${pending} pending in one execution`, ...cells(one)],
    [`${pending} pending in ${many} executions`, ...cells(spread)],
    [`a bare queue of ${pending}`, ...cells({ chooseMs: bareMs, claimMs: [], settleMs: [] })],
  ]);
}

function cells({ chooseMs, claimMs, settleMs }: ChoiceTimes): string[] {
  const tenth = Math.ceil(chooseMs.length / 10);
  const cell = (ms: number) => (Number.isNaN(ms) ? "" : ms.toFixed(2));
  return [
    median(chooseMs.slice(0, tenth)),
    median(chooseMs.slice(-tenth)),
    quantile(chooseMs, 0.5),
    quantile(chooseMs, 0.95),
    median(claimMs),
    median(settleMs),
  ].map(cell);
}
