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
  [--check]            end with 1 where a limit is missed`;

const slots = 10;
const atOnceOf = [1, 4, 16];
const executions = 16;
/** 200 calls in flight of 15 s are 13 claims a second; four times that, as settling and looking want their share. */
const limits = { claimsASecond: 52, chooseP95Ms: 50 };

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
      const rates = await throughput(database, count);
      console.log(ratesReport(rates));
      console.log(`\nchoosing ${slots}, in ms`);
      const choices = await choosing(database, { pending, rounds });
      console.log(choicesReport(choices));
      return missesOf(rates, choices);
    } finally {
      await database.close();
    }
  },
};

type Rates = Record<"spread" | "one" | "bare", number[]>;
type Choices = { who: string; times: ChoiceTimes }[];

async function throughput(database: Database, count: number): Promise<Rates> {
  const rates: Rates = { spread: [], one: [], bare: [] };
  const resultsOfEach = Math.ceil(count / executions);
  for (const atOnce of atOnceOf) {
    rates.spread.push(await claimed(database, { executions, resultsOfEach, atOnce }));
    rates.one.push(await claimed(database, { executions: 1, resultsOfEach: count, atOnce }));
    rates.bare.push(await takenBare(database, count, atOnce));
  }
  return rates;
}

function ratesReport({ spread, one, bare }: Rates): string {
  const cellsOf = (rates: readonly number[]) => rates.map((rate) => rate.toFixed(0));
  return table([
    ["", ...atOnceOf.map((atOnce) => `${atOnce} at once`)],
    [`${executions} executions`, ...cellsOf(spread)],
    ["one execution", ...cellsOf(one)],
    ["a bare queue", ...cellsOf(bare)],
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
      account: "keyless",
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
): Promise<Choices> {
  const { pending, rounds } = input;
  const many = Math.ceil(pending / 1000);
  const few = { executions: 1, resultsOfEach: 1000, rounds: Math.min(rounds, 90) };
  return [
    { who: "1000 pending in one execution", times: await chooseTimes(database, few) },
    {
      who: `${pending} pending in one execution`,
      times: await chooseTimes(database, { executions: 1, resultsOfEach: pending, rounds }),
    },
    {
      who: `${pending} pending in ${many} executions`,
      times: await chooseTimes(database, { executions: many, resultsOfEach: 1000, rounds }),
    },
    { who: `a bare queue of ${pending}`, times: await bareTimes(database, input) },
  ];
}

async function bareTimes(
  { owner }: Database,
  input: { pending: number; rounds: number },
): Promise<ChoiceTimes> {
  await fillBareQueue(owner, input.pending);
  const chooseMs: number[] = [];
  for (let round = 0; round < input.rounds; round += 1) {
    const startedMs = performance.now();
    await takeBare(owner, slots);
    chooseMs.push(performance.now() - startedMs);
  }
  return { chooseMs, claimMs: [], settleMs: [] };
}

function choicesReport(choices: Choices): string {
  return table([
    ["", "first tenth", "last tenth", "p50", "p95", "claim", "settle"],
    ...choices.map(({ who, times }) => [who, ...cells(times)]),
  ]);
}

function missesOf({ one }: Rates, choices: Choices): string[] {
  const rate = one.at(-1) ?? 0;
  const slow = choices.filter(
    ({ times }) => !(quantile(times.chooseMs, 0.95) <= limits.chooseP95Ms),
  );
  return [
    ...(rate >= limits.claimsASecond
      ? []
      : [
          `One execution took ${rate.toFixed(0)} claims a second, at least ${limits.claimsASecond} are wanted.`,
        ]),
    ...slow.map(
      ({ who, times }) =>
        `${who}: choosing took ${quantile(times.chooseMs, 0.95).toFixed(0)} ms at p95, at most ${limits.chooseP95Ms} is wanted.`,
    ),
  ];
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
