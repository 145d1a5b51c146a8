import { createDispatchStore } from "@bunch/adapters/postgres/dispatch-store";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createRecoveryStore } from "@bunch/adapters/postgres/recovery-store";
import {
  doubt,
  openLedger,
  picture,
  pictureSettled,
} from "@bunch/adapters/postgres/testing/open-ledger";
import { Problem } from "@bunch/core/problem";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../testing/test-database.ts";
import { createActs } from "./acts.ts";
import { Database } from "./database.ts";
import { PictureStore } from "./object-store.ts";
import { addBatch } from "./add-batch.ts";
import { changeExecution, decide, type Wish } from "./user.ts";
import { VirtualTime } from "./virtual-time.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterAll(() => open?.close());

/** All waits of the test are that long, so that none ends while nobody wants it to. */
const waitMs = 50_000;
const passesMs = 55_000;
const ceilingMicros = 1000;

const settlements: Settlement[] = [
  { ...pictureSettled, costMicros: 900, pace: { is: "answered" } },
  doubt,
  { ...doubt, result: { to: "undecided" } },
  {
    ...pictureSettled,
    outcome: "draw_failed",
    costMicros: 800,
    result: { to: "pending", afterMs: 0 },
  },
  {
    ...pictureSettled,
    outcome: "refused",
    costMicros: 10,
    result: { to: "failed", code: "refused", message: "No." },
  },
  {
    ...pictureSettled,
    outcome: "rate_limited",
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: 0 },
    pace: { is: "limited", waitMs, perMinute: 60, message: "Slower." },
  },
  {
    ...pictureSettled,
    outcome: "overloaded",
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: waitMs },
    pace: { is: "overloaded" },
  },
  {
    ...pictureSettled,
    outcome: "account",
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: 0 },
    pause: { code: "no_credit", message: "Pay.", until: null },
  },
  {
    ...pictureSettled,
    outcome: "not_called",
    attempt: "refused",
    costMicros: 0,
    result: { to: "pending", afterMs: waitMs },
    hold: { waitMs, code: "disk_full", message: "Full." },
  },
];

const which = fc.nat({ max: 5 });
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant("claim" as const), which }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("settle" as const),
        which,
        // Pictures and doubts more often: from them follows what is late.
        as: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: settlements.length - 1 })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom("choose" as const, "time" as const, "take_back" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom("received" as const, "adopt" as const, "orphans" as const),
        which,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom<Wish["do"]>(
          "pause",
          "resume",
          "cancel",
          "retry",
          "draw_again",
          "give_up",
        ),
        which,
      }),
    },
  ),
  { minLength: 20, maxLength: 40 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

/** The same two batches on both sides, and the names of one side's rows on the other. */
async function bothSides(onDoubt: "repay" | "ask", capCalls: number) {
  for (const table of ["workflow_executions", "workflows", "paces", "pace_news"])
    await open.owner.query(`delete from ${table}`);
  const time = new VirtualTime();
  const database = new Database({ time, onChange: () => {} });
  const { workerId, spoolId } = open;
  database.workers.set(workerId, { spoolId, slots: 10, beat: 0, left: false });
  const real = new Map<string, string>();
  for (const [cap, results] of [
    [capCalls, 2],
    [0, 1],
  ] as const) {
    const batch = { user: 0, account: 0, results, capCalls: 0, redrawFiltered: false, onDoubt };
    const execution = addBatch(database, batch);
    execution.account = "keyless";
    execution.maxCostMicros = cap === 0 ? null : cap * ceilingMicros;
    const written = await open.submitted({
      onDoubt,
      maxCostMicros: execution.maxCostMicros,
      prompts: execution.results.map(({ id }) => id),
    });
    real.set(execution.id, written.executionId);
    for (const [index, { id }] of execution.results.entries())
      real.set(id, written.resultIds[index] ?? "");
  }
  return { time, database, real, acts: createActs(database, new PictureStore()) };
}
type Sides = Awaited<ReturnType<typeof bothSides>>;

/** Does a step on both sides; what each of them said, in the names of the fakes. */
async function take(sides: Sides, step: Step): Promise<[fake: unknown, real: unknown]> {
  const { database, real, acts, time } = sides;
  const { workerId, spoolId } = open;
  const nameOf = (id: string) => [...real].find(([, other]) => other === id)?.[0];
  const results = [...database.results.values()];
  const attempts = [...database.attempts.values()];
  const attempt =
    "which" in step ? attempts.at(step.which % Math.max(1, attempts.length)) : undefined;
  const attemptId = real.get(attempt?.id ?? "") ?? "";
  const recovery = createRecoveryStore(open.workers);
  switch (step.do) {
    case "claim": {
      const { id } = results[step.which % results.length]!;
      const input = { workerId, account: "keyless", ceilingMicros, deadlineMs: waitMs };
      const fake = acts.ledger.claim({ ...input, resultId: id, spoolId });
      const claim = await open.ledger.claim({ ...input, resultId: real.get(id) ?? "" });
      if (fake && claim) real.set(fake.attemptId, claim.attemptId);
      return [fake && [fake.fence, fake.earlier], claim && [claim.fence, claim.earlier]];
    }
    case "settle": {
      const settlement = settlements[step.as];
      if (!attempt || !settlement) return [null, null];
      const drawn = settlement.outcome === "picture" ? picture(attempt.id) : null;
      const input = { settlement, picture: drawn, drawnInMs: 1 };
      return [
        acts.ledger.settle({ ...input, attemptId: attempt.id, spoolId }),
        await open.ledger.settle({ ...input, attemptId }),
      ];
    }
    case "received":
      if (!attempt) return [null, null];
      acts.ledger.received({ attemptId: attempt.id, spoolId });
      await open.ledger.received({ attemptId });
      return [null, null];
    case "adopt": {
      if (!attempt) return [null, null];
      const { fence } = attempt;
      return [
        acts.recovery.adopt({ attemptId: attempt.id, fence, workerId }),
        await recovery.adopt({ attemptId, fence, workerId }),
      ];
    }
    case "orphans": {
      const input = { workerIds: [workerId], spoolId, held: [], limit: 100 };
      const spooled = attempt ? [attempt.id] : [];
      const fake = acts.recovery.orphans({ ...input, spooled });
      const found = await recovery.orphans({ ...input, spooled: attempt ? [attemptId] : [] });
      const told = (orphans: typeof fake, id: (one: string) => string | undefined) =>
        orphans
          .map(({ attemptId: one, fence, state, earlier }) => [id(one), fence, state, earlier])
          .toSorted();
      return [told(fake, (one) => one), told(found, nameOf)];
    }
    case "take_back":
      return [
        acts.recovery.takeBackUnclaimed({ olderThanMs: 15_000 }),
        await recovery.takeBackUnclaimed({ olderThanMs: 15_000 }),
      ];
    case "choose": {
      const input = {
        deadWorkerIds: [],
        allowances: [],
        forNew: { inFlight: 3, starts: 1, startsUpTo: 3 },
      };
      const fake = acts.dispatch.chooseNext(input);
      const found = await createDispatchStore(open.workers).chooseNext(input);
      return [
        [
          fake.chosen.map((one) => one.resultId).toSorted(),
          fake.news.map(({ news }) => news),
          fake.slots,
        ],
        [
          found.chosen.map((one) => nameOf(one.resultId)).toSorted(),
          found.news.map(({ news }) => ({ ...news, callId: nameOf(news.callId) })),
          found.slots,
        ],
      ];
    }
    case "time":
      time.nowMs += passesMs;
      for (const statement of shifts) await open.owner.query(statement, [passesMs]);
      return [null, null];
    case "pause":
    case "resume":
    case "cancel":
    case "retry":
    case "draw_again":
    case "give_up": {
      const execution = database.executions[step.which % database.executions.length]!;
      changeExecution(database, { do: step.do, batch: step.which });
      await createExecutionStore(open.api)
        .change({
          userId: testUserId,
          cameBy: { by: "local", ip: null },
          executionId: real.get(execution.id) ?? "",
          decide: (state) => decide(state, step.do),
          sealKey: null,
        })
        .catch((cause: unknown) => {
          if (!(cause instanceof Problem)) throw cause;
        });
      return [null, null];
    }
    default:
      throw new Error(`Unknown step ${JSON.stringify(step satisfies never)}`);
  }
}

/** Time passes in the database by putting everything back that hangs on it. */
const ago = "- $1 * interval '1 millisecond'";
const shifts = [
  `update workflow_batch_results set not_before = not_before ${ago}, handed_out_at = handed_out_at ${ago}`,
  `update workflow_executions set hold_until = hold_until ${ago}`,
  `update paces set gate_until = gate_until ${ago}, updated_at = updated_at ${ago}`,
  `update result_attempts set deadline_at = deadline_at ${ago}`,
];
/** What waits for a moment of ours goes on waiting, however slow the machine is. */
const stretches = [
  "update workflow_batch_results set not_before = now() + interval '50 seconds' where not_before > now()",
  "update workflow_executions set hold_until = now() + interval '50 seconds' where hold_until > now()",
];

/** All that both sides know, in the names of the fakes. */
async function known({ database, real }: Sides): Promise<[fake: unknown, real: unknown]> {
  const fake = {
    results: [...database.results.values()].map((one) => ({
      id: one.id,
      status: one.status,
      fence: one.fence,
      round: one.round,
      undecided: one.isUndecided,
      isOut: one.status === "pending" && one.handedOutMs !== null,
      waits: one.status === "pending" && !database.isOver(one.notBeforeMs),
      path: one.path,
      extras: one.extraPaths.toSorted(),
    })),
    attempts: [...database.attempts.values()]
      .map(({ id, state, outcome, fence, costMicros }) => ({
        id,
        state,
        outcome,
        fence,
        costMicros,
      }))
      .toSorted(byId),
    executions: database.executions.map((one) => ({
      id: one.id,
      reason: one.pausedReason?.code ?? null,
      cancelled: one.isCancelled,
      held: one.hold !== null && !database.isOver(one.hold.untilMs) ? one.hold.code : null,
      costMicros: one.costMicros,
      possibleMicros: one.possibleMicros,
    })),
  };
  const names = new Map([...real].map(([name, id]) => [id, name]));
  const query = async (text: string) =>
    (await open.owner.query<Record<string, unknown>>(text)).rows
      .map((row) => ({ ...row, id: names.get(String(row["id"])) ?? "unknown" }))
      .toSorted(byId);
  return [
    fake,
    {
      results: await query(
        `select id, status, fence, round, undecided, status = 'pending' and handed_out_at is not null as "isOut",
           status = 'pending' and not_before > now() as waits, object_path as path,
           array(select unnest(extra_paths) order by 1) as extras from workflow_batch_results`,
      ),
      attempts: await query(
        `select id, state, outcome, fence, coalesce(cost_micros, 0) as "costMicros" from result_attempts`,
      ),
      executions: await query(
        `select id, paused_reason ->> 'code' as reason, cancelled_at is not null as cancelled,
           case when hold_until > now() then hold_code end as held,
           cost_micros as "costMicros", possible_micros as "possibleMicros" from workflow_executions`,
      ),
    },
  ];
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}

test(
  "What the simulation takes for the database does what PostgreSQL does, step by step",
  { timeout: 240_000 },
  async () => {
    const settings = fc.record({
      onDoubt: fc.constantFrom("repay" as const, "ask" as const),
      capCalls: fc.constantFrom(0, 1, 2),
    });
    await fc.assert(
      fc.asyncProperty(settings, steps, async ({ onDoubt, capCalls }, taken) => {
        const sides = await bothSides(onDoubt, capCalls);
        for (const step of taken) {
          const [fakeSaid, realSaid] = await take(sides, step);
          for (const statement of stretches) await open.owner.query(statement);
          const [fake, real] = await known(sides);
          const after = JSON.stringify(step);
          expect([after, fakeSaid, fake]).toEqual([after, realSaid, real]);
        }
      }),
      // Each step asks PostgreSQL: the first difference is told as it is, not made smaller.
      { numRuns: Number(process.env["FAKES_RUNS"] ?? 25), endOnFailure: true },
    );
  },
);
