import { randomUUID } from "node:crypto";
import { cancel, refuseWhileOpen, retry } from "@bunch/core/executions/execution-state";
import { Problem } from "@bunch/core/problem";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { seededRandom } from "../../tools/chaos/seeded-random.ts";
import { awayFromMidnight } from "../../tools/testing/away-from-midnight.ts";
import { createTestDatabase } from "../../tools/testing/test-database.ts";
import { createExecutionRemover } from "./execution-remover.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createLimitsBook } from "./limits-book.ts";
import { sqlOf } from "./migration-files.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { doubt, openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

const cameBy = { by: "local", ip: null } as const;
const failed: Settlement = {
  ...pictureSettled,
  outcome: "refused",
  costMicros: 7_000,
  result: { to: "failed", code: "refused", message: "No." },
};
let userId: string;
let bench: Awaited<ReturnType<typeof openLedger>>;

beforeAll(async () => {
  bench = await openLedger(await createTestDatabase(inject("postgres")), randomUUID());
});
afterAll(() => bench?.close());
beforeEach(awayFromMidnight);
beforeEach(async () => {
  userId = randomUUID();
  await bench.owner.query("insert into auth.users (id) values ($1)", [userId]);
});

const used = () => createLimitsBook(bench.api).use({ askerId: userId, userId });
const refusalOrThrow = (error: unknown) => {
  if (!(error instanceof Problem)) throw error;
};

async function submit(prompts: number): Promise<string> {
  const one = makeSubmission({
    userId,
    prompts: Array.from({ length: prompts }, (_, number) => `a fox, number ${number}`),
    estimate: { totalCost: 0.04 * prompts, costPerImage: 0.04, imageCount: prompts },
  });
  await createExecutionStore(bench.api).submit(one);
  return one.executionId;
}

const settle = (attemptId: string, settlement: Settlement) =>
  bench.ledger.settle({
    attemptId,
    settlement,
    picture: settlement.result.to === "completed" ? picture(attemptId) : null,
    drawnInMs: 1,
  });

/** The same counted from every single call and batch, so that no sum has a part in it. */
async function countedAnew() {
  const found = await bench.owner.query<{
    executions: number;
    pictures: number;
    spentMicros: number;
  }>(
    `with moment as (
       select date_trunc('day', now(), 'UTC') as day, date_trunc('month', now(), 'UTC') as month
     ), batch as (
       select created_at, results_count from workflow_executions where user_id = $1
       union all select created_at, results_count from deleted_executions where user_id = $1
     ), call as (
       select sent_at, cost_micros + case state when 'uncertain' then ceiling_micros else 0 end as micros
       from result_attempts where user_id = $1
       union all select sent_at, cost_micros + possible_micros from deleted_attempts where user_id = $1
     )
     select (select count(*) from batch where created_at >= m.day)::int as executions,
       (select coalesce(sum(results_count), 0) from batch where created_at >= m.day)::bigint
         + (select coalesce(sum(pictures), 0) from retried_pictures
            where user_id = $1 and day = (m.day at time zone 'UTC')::date) as pictures,
       (select coalesce(sum(micros), 0) from call where sent_at >= m.month)::bigint as "spentMicros"
     from moment m`,
    [userId],
  );
  return found.rows[0];
}

/** As if the month had turned since: all of a batch happened in the last one or, of one that went on, its beginning. */
async function turnMonth(executionId: string, part: "all" | "beginning"): Promise<void> {
  const lastMonth = "date_trunc('month', now(), 'UTC') - interval '1 hour'";
  const isOf =
    part === "all"
      ? "true"
      : "a.id in (select id from result_attempts where execution_id = $1 order by sent_at limit 1)";
  await bench.owner.query(
    `with called as (update result_attempts a set sent_at = ${lastMonth} where execution_id = $1 and ${isOf})
     update workflow_executions set created_at = ${lastMonth}
       ${part === "all" ? `, completed_at = case when completed_at is not null then ${lastMonth} end` : ""}
     where id = $1`,
    [executionId],
  );
}

test("L10: whatever course batches take, what is used is what their rows and calls add up to", async () => {
  const random = seededRandom(20_261_129);
  const batches: string[] = [];
  const doubts: string[] = [];
  const seen = new Map<string, number>();
  const note = (what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1);

  const change = (executionId: string, decide: typeof retry) =>
    createExecutionStore(bench.api)
      .change({ userId, cameBy, executionId, decide, sealKey: null })
      .then(() => note(decide.name), refusalOrThrow);
  const draw = async (executionId: string) => {
    const next = await bench.owner.query<{ id: string }>(
      "select id from workflow_batch_results where execution_id = $1 and status = 'pending' order by batch_index limit 1",
      [executionId],
    );
    const claim = await bench.claim(next.rows[0]?.id ?? randomUUID());
    if (!claim) return;
    const settlement = random.pick([pictureSettled, pictureSettled, failed, doubt]);
    if (settlement === doubt) doubts.push(claim.attemptId);
    await settle(claim.attemptId, settlement);
    note("drawn");
  };
  const answerLate = async () => {
    const attemptId = doubts.splice(random.between(0, doubts.length), 1)[0];
    if (!attemptId) return;
    const over = await bench.owner.query(
      `select from workflow_executions e join result_attempts a on a.execution_id = e.id
       where a.id = $1 and e.created_at >= date_trunc('month', now(), 'UTC') and e.completed_at is not null`,
      [attemptId],
    );
    if (over.rowCount === 1) note("late: over");
    const { is } = await settle(attemptId, { ...pictureSettled, costMicros: 33_000 });
    note(`late: ${is}`);
  };
  const remove = (executionId: string) =>
    createExecutionRemover(bench.api)
      .remove({ userId, cameBy, executionId, refuse: refuseWhileOpen })
      .then((isGone) => isGone && note("deleted"), refusalOrThrow);

  for (let step = 0; step < 400; step += 1) {
    const executionId = batches.length > 0 ? random.pick(batches) : null;
    const roll = random.next();
    if (!executionId || roll < 0.12) batches.push(await submit(random.between(1, 3)));
    else if (roll < 0.6) await draw(executionId);
    else if (roll < 0.75) await answerLate();
    else if (roll < 0.87) await change(executionId, retry);
    else if (roll < 0.92) await change(executionId, cancel);
    else if (roll < 0.96) await remove(executionId);
    else await turnMonth(executionId, random.pick(["all", "beginning"] as const));
    expect(await used(), `after step ${step}`).toMatchObject((await countedAnew()) ?? {});
  }
  for (const what of ["drawn", "retry", "cancel", "deleted", "late: over", "late: deleted"])
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
});

test("L10: forty batches that end at once, and are deleted at once, are all summed", async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, () => submit(1)));
  const draw = async (executionId: string) => {
    const found = await bench.owner.query<{ id: string }>(
      "select id from workflow_batch_results where execution_id = $1",
      [executionId],
    );
    // One worker of this bench has ten slots.
    const claim = await bench.claim(found.rows[0]?.id);
    if (!claim) throw new Error("Nothing could be claimed.");
    return claim.attemptId;
  };
  for (let from = 0; from < ids.length; from += 10) {
    const attempts = await Promise.all(ids.slice(from, from + 10).map(draw));
    await Promise.all(attempts.map((attemptId) => settle(attemptId, pictureSettled)));
  }
  const all = { executions: 40, pictures: 40, spentMicros: 40 * pictureSettled.costMicros };
  expect(await used()).toMatchObject(all);
  const remover = createExecutionRemover(bench.api);
  await Promise.all(
    ids.map((executionId) =>
      remover.remove({ userId, cameBy, executionId, refuse: refuseWhileOpen }),
    ),
  );
  expect(await used()).toMatchObject({ ...all, mayCostMicros: 0 });
});

test("L10: the sums that the migration makes of what is there are those that were kept since", async () => {
  const [first, second] = [await submit(2), await submit(1)];
  for (const executionId of [first, second]) {
    const found = await bench.owner.query<{ id: string }>(
      "select id from workflow_batch_results where execution_id = $1",
      [executionId],
    );
    for (const { id } of found.rows) {
      const claim = await bench.claim(id);
      if (claim) await settle(claim.attemptId, pictureSettled);
    }
  }
  await turnMonth(second, "beginning");
  await submit(3);
  const sums = () =>
    bench.owner.query(
      "select * from used_by_day where (executions, pictures, spent_micros) <> (0, 0, 0) order by user_id, day",
    );
  const kept = (await sums()).rows;
  const sql = await sqlOf({ file: "20261129000100_used_by_day.sql", version: "", name: "" });
  const filling = sql.slice(
    sql.lastIndexOf("insert into public.used_by_day"),
    sql.lastIndexOf("end\n$$;"),
  );
  await bench.owner.query("delete from used_by_day");
  await bench.owner.query(filling);
  expect((await sums()).rows).toEqual(kept);
  expect(kept.length).toBeGreaterThan(1);
});
