import { randomUUID } from "node:crypto";
import { cancel, pause, resume, retry } from "@bunch/core/executions/execution-state";
import { everybodysLimits, type PersonLimits } from "@bunch/core/limits/everybodys-limits";
import type { Submission } from "@bunch/core/ports/execution-store";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { refuseWhileOpen } from "@bunch/core/executions/execution-state";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { awayFromMidnight } from "../../tools/testing/away-from-midnight.ts";
import { createTestDatabase } from "../../tools/testing/test-database.ts";
import { until } from "../../tools/testing/until.ts";
import { claimsOf } from "./as-person.ts";
import { createExecutionRemover } from "./execution-remover.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createLimitsBook } from "./limits-book.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { doubt, openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

const admin = randomUUID();
const cameBy = { by: "session", ip: null } as const;
const unlimited: PersonLimits = { ...everybodysLimits, requestsAMinute: null };
const failed: Settlement = {
  ...pictureSettled,
  outcome: "refused",
  costMicros: 0,
  result: { to: "failed", code: "refused", message: "No." },
};
let userId: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let bench: Awaited<ReturnType<typeof openLedger>>;

beforeAll(async () => {
  database = await createTestDatabase(inject("postgres"));
  bench = await openLedger(database, admin);
  await bench.owner.query("insert into auth.users (id) values ($1)", [admin]);
  await bench.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
});
afterAll(() => bench?.close());
beforeEach(awayFromMidnight);
beforeEach(async () => {
  userId = randomUUID();
  await bench.owner.query("insert into auth.users (id) values ($1)", [userId]);
});

const book = () => createLimitsBook(bench.api);
const store = () => createExecutionStore(bench.api);
const limit = (over: Partial<PersonLimits>, whom = userId) =>
  book().set({
    askerId: admin,
    cameBy,
    to: { userId: whom, limits: { ...unlimited, ...over } },
  });
const used = (whom = userId) => book().use({ askerId: whom, userId: whom });

/** Submits a batch of so many pictures at four cents each; tells the code and limit of a refusal. */
async function submit(over: Partial<Submission> & { pictures?: number } = {}) {
  const { pictures = 2, ...rest } = over;
  const one = makeSubmission({
    userId,
    prompts: Array.from({ length: pictures }, (_, number) => `a fox, number ${number}`),
    estimate: { totalCost: 0.04 * pictures, costPerImage: 0.04, imageCount: pictures },
    ...rest,
  });
  const submitted = await store()
    .submit(one)
    .then(({ is }) => is, limitOf);
  return { executionId: one.executionId, submitted };
}
const limitOf = (error: { code?: string; details?: { limit?: string } }) =>
  error.code === "over_limit" ? error.details?.limit : error;

async function resultsOf(executionId: string): Promise<string[]> {
  const found = await bench.owner.query<{ id: string }>(
    "select id from workflow_batch_results where execution_id = $1 order by batch_index",
    [executionId],
  );
  return found.rows.map(({ id }) => id);
}

/** Calls for every result of a batch, and settles it so. */
async function settle(executionId: string, settlement: Settlement): Promise<void> {
  for (const id of await resultsOf(executionId)) {
    const claim = await bench.claim(id);
    if (!claim) throw new Error("Nothing could be claimed.");
    const drawn = settlement.result.to === "completed" ? picture(claim.attemptId) : null;
    await bench.ledger.settle({ ...claim, settlement, picture: drawn, drawnInMs: 1 });
  }
}
const change = (
  executionId: string,
  decide: Parameters<ReturnType<typeof store>["change"]>[0]["decide"],
) => store().change({ userId, cameBy, executionId, decide, sealKey: null }).catch(limitOf);
const remove = (executionId: string) =>
  createExecutionRemover(bench.api).remove({
    userId,
    cameBy,
    executionId,
    refuse: refuseWhileOpen,
  });
const capOf = async (executionId: string) => {
  const found = await bench.owner.query<{ cap: number | null }>(
    "select max_cost_micros as cap from workflow_executions where id = $1",
    [executionId],
  );
  return found.rows[0]?.cap;
};
const lastMonth = "date_trunc('month', now(), 'UTC') - interval '1 hour'";

describe("days", () => {
  test("L4: of forty batches at once exactly ten are written, and of the others nothing", async () => {
    await limit({ executionsADay: 10 });
    const all = await Promise.all(Array.from({ length: 40 }, () => submit()));
    const ends = Map.groupBy(all, ({ submitted }) => submitted);
    expect([...ends].map(([end, of]) => [end, of.length]).toSorted()).toEqual([
      ["executions_a_day", 30],
      ["new", 10],
    ]);
    for (const table of ["workflows", "workflow_executions"]) {
      const stored = await bench.owner.query(`select from ${table} where user_id = $1`, [userId]);
      expect(stored.rowCount).toBe(10);
    }
  });

  test("L4: of pictures at once no more are asked for than the day has, and deleting a batch gives nothing back", async () => {
    await limit({ picturesADay: 10 });
    const all = await Promise.all(Array.from({ length: 8 }, () => submit({ pictures: 3 })));
    const written = all.filter(({ submitted }) => submitted === "new");
    expect(written).toHaveLength(3);
    for (const { executionId } of written) {
      await change(executionId, cancel);
      await remove(executionId);
    }
    expect(await used()).toMatchObject({ executions: 3, pictures: 9, mayCostMicros: 0 });
    expect((await submit({ pictures: 2 })).submitted).toBe("pictures_a_day");
    expect((await submit({ pictures: 1 })).submitted).toBe("new");
  });

  test("L4: failed pictures that are asked for again count again, and only as far as the day goes", async () => {
    await limit({ picturesADay: 5 });
    const { executionId } = await submit({ pictures: 2 });
    await settle(executionId, failed);
    expect(await change(executionId, retry)).toBe(true);
    expect((await used()).pictures).toBe(4);
    await settle(executionId, failed);
    expect(await change(executionId, retry)).toBe("pictures_a_day");
    expect((await used()).pictures).toBe(4);
    const { rows } = await bench.owner.query(
      "select status, failed_count from workflow_executions where id = $1",
      [executionId],
    );
    expect(rows).toEqual([{ status: "failed", failed_count: 2 }]);
    await remove(executionId);
    expect((await used()).pictures).toBe(4);
  });

  test("L4: a new day begins at nothing", async () => {
    await limit({ executionsADay: 1, picturesADay: 2 });
    const { executionId } = await submit();
    expect((await submit()).submitted).toBe("executions_a_day");
    await bench.owner.query(
      "update workflow_executions set created_at = date_trunc('day', now(), 'UTC') - interval '1 second' where id = $1",
      [executionId],
    );
    expect((await submit()).submitted).toBe("new");
  });

  test("L8: another's batches use up nobody else's limit", async () => {
    const other = randomUUID();
    await bench.owner.query("insert into auth.users (id) values ($1)", [other]);
    await limit({ executionsADay: 1, picturesADay: 2, moneyAMonthMicros: 80_000 });
    await limit({ executionsADay: 1, picturesADay: 2, moneyAMonthMicros: 80_000 }, other);
    expect((await submit()).submitted).toBe("new");
    expect((await submit({ userId: other })).submitted).toBe("new");
    expect((await submit({ userId: other })).submitted).toBe("executions_a_day");
  });
});

describe("money", () => {
  test("L5: of batches at once no more begin than fit by their estimates, and each is capped at what was left", async () => {
    await limit({ moneyAMonthMicros: 200_000 });
    const all = await Promise.all(Array.from({ length: 6 }, () => submit()));
    const written = all.filter(({ submitted }) => submitted === "new");
    expect(written).toHaveLength(2);
    const caps = await Promise.all(written.map(({ executionId }) => capOf(executionId)));
    expect(caps.toSorted()).toEqual([120_000, 200_000]);
    expect(await used()).toMatchObject({ spentMicros: 0, mayCostMicros: 160_000 });
  });

  test("L5: what is spent stays spent when its batch is deleted, a doubt's ceiling included", async () => {
    await limit({ moneyAMonthMicros: 300_000 });
    const drawn = await submit();
    await settle(drawn.executionId, pictureSettled);
    const doubted = await submit({ pictures: 1 });
    await settle(doubted.executionId, doubt);
    await change(doubted.executionId, cancel);
    expect(await used()).toMatchObject({ spentMicros: 130_000, mayCostMicros: 0 });
    await remove(drawn.executionId);
    await remove(doubted.executionId);
    expect(await used()).toMatchObject({ spentMicros: 130_000, mayCostMicros: 0 });
    expect((await submit({ pictures: 5 })).submitted).toBe("money_a_month");
    expect((await submit({ pictures: 4 })).submitted).toBe("new");
  });

  test("L5: a month counts the calls that were sent in it, of batches from before too, and of deleted ones", async () => {
    const before = await submit({ pictures: 3 });
    await settle(before.executionId, pictureSettled);
    await bench.owner.query(
      `update workflow_executions set created_at = ${lastMonth} where id = $1`,
      [before.executionId],
    );
    await bench.owner.query(
      `update result_attempts set sent_at = ${lastMonth} where result_id = (
         select id from workflow_batch_results where execution_id = $1 limit 1)`,
      [before.executionId],
    );
    expect((await used()).spentMicros).toBe(80_000);
    await remove(before.executionId);
    expect(await used()).toMatchObject({ spentMicros: 80_000, executions: 0, pictures: 0 });
    await bench.owner.query(
      `update deleted_attempts set sent_at = ${lastMonth} where execution_id = $1`,
      [before.executionId],
    );
    expect((await used()).spentMicros).toBe(0);
  });

  test("L5: a batch pauses at what was left, and a resume with a higher cap is refused until there is more", async () => {
    await limit({ moneyAMonthMicros: 90_000 });
    const { executionId } = await submit();
    expect(await capOf(executionId)).toBe(90_000);
    const [first, second] = await resultsOf(executionId);
    const claim = await bench.claim(first, 50_000);
    if (!claim) throw new Error("Nothing could be claimed.");
    await bench.ledger.settle({
      ...claim,
      settlement: { ...pictureSettled, costMicros: 50_000 },
      picture: picture("dear"),
      drawnInMs: 1,
    });
    expect(await bench.claim(second, 50_000)).toBeNull();
    const status =
      "select status, paused_reason ->> 'code' as code from workflow_executions where id = $1";
    const paused = await bench.owner.query(status, [executionId]);
    expect(paused.rows).toEqual([{ status: "paused", code: "cap" }]);
    const higher = (state: Parameters<typeof resume>[0]) =>
      resume(state, { maxCostMicros: 500_000 });
    // What is left would do for the estimate, yet not for what the next call may cost: it would pause at once.
    expect(await change(executionId, higher)).toBe("money_a_month");
    await limit({ moneyAMonthMicros: 60_000 });
    expect(await change(executionId, higher)).toBe("money_a_month");
    expect(await capOf(executionId)).toBe(90_000);
    await limit({ moneyAMonthMicros: 150_000 });
    expect(await change(executionId, higher)).toBe(true);
    expect(await capOf(executionId)).toBe(150_000);
    // What was given back rests for a moment.
    await bench.owner.query("update workflow_batch_results set not_before = now() where id = $1", [
      second,
    ]);
    expect(await bench.claim(second, 50_000)).not.toBeNull();
  });

  test("L5: a retry is held to the month, and what is free passes", async () => {
    const { executionId } = await submit({ pictures: 2 });
    await settle(executionId, { ...failed, costMicros: 30_000 });
    await limit({ moneyAMonthMicros: 120_000 });
    expect(await change(executionId, retry)).toBe("money_a_month");
    const free = { totalCost: 0, costPerImage: 0, imageCount: 2 };
    await limit({ moneyAMonthMicros: 10_000 });
    expect((await submit({ estimate: free })).submitted).toBe("new");
    await limit({ moneyAMonthMicros: 140_000 });
    expect(await change(executionId, retry)).toBe(true);
    expect(await capOf(executionId)).toBe(140_000);
  });
});

test("L4: a resume with another key that waits for its turn holds up nobody who runs the workflow again", async () => {
  await limit({ picturesADay: 10 });
  const { executionId } = await submit();
  await change(executionId, (state) => pause(state, { code: "user", message: "", until: null }));
  const others = await bench.owner.connect();
  try {
    await others.query("begin");
    await others.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
      `limits of ${userId}`,
    ]);
    const sealed = { encrypted: "x", iv: "x", authTag: "x", salt: "x", keyId: "x", account: "x" };
    const resumed = store().change({
      userId,
      cameBy,
      executionId,
      decide: (state) => resume(state, { maxCostMicros: null }),
      sealKey: () => sealed,
    });
    await until("the resume waits", async () => {
      const waiting = await bench.owner.query(
        `select from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      return waiting.rowCount === 1;
    });
    await others.query("set local lock_timeout = '2s'");
    const again = await others.query(
      "update workflows set config = config || '{}' where user_id = $1",
      [userId],
    );
    expect(again.rowCount).toBe(1);
    await others.query("commit");
    expect(await resumed).toBe(true);
  } finally {
    await others.query("rollback");
    others.release();
  }
});

describe("who sets them", () => {
  test("L1: a person's own limits hold in place of everybody's, and everybody's again once they are cleared", async () => {
    expect(await book().of({ userId })).toEqual(everybodysLimits);
    const all = { requestsAMinute: 9, executionsADay: 8, picturesADay: 7, moneyAMonthMicros: 6 };
    await book().set({ askerId: admin, cameBy, to: { userId: null, limits: all } });
    expect(await book().of({ userId })).toEqual(all);
    await limit({ picturesADay: 70 });
    expect(await book().of({ userId })).toEqual({ ...unlimited, picturesADay: 70 });
    expect(await book().of({ userId: null })).toEqual(all);
    await book().set({ askerId: admin, cameBy, to: { userId, limits: null } });
    expect(await book().of({ userId })).toEqual(all);
    await bench.owner.query("delete from default_limits");
  });

  test("L2: nobody but an admin of that moment sets limits, by whichever door of the database", async () => {
    const mine = { askerId: userId, cameBy, to: { userId, limits: unlimited } };
    expect(await book().set(mine)).toBe("not_allowed");
    expect(await book().set({ ...mine, to: { userId: null, limits: unlimited } })).toBe(
      "not_allowed",
    );
    expect(await book().set({ ...mine, to: { userId, limits: null } })).toBe("not_allowed");
    for (const role of ["app_api", "authenticated", "app_worker"])
      for (const statement of [
        "insert into user_limits (user_id) values ($2)",
        "update user_limits set executions_a_day = 1 where user_id = $2",
        "update default_limits set executions_a_day = 1 where $2::uuid is not null",
        "delete from user_limits where user_id = $2",
      ]) {
        const connection = await bench.owner.connect();
        try {
          await connection.query("begin");
          await connection.query(
            "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
            [role, claimsOf(userId)],
          );
          await expect(
            connection.query(statement.replaceAll("$2", "$1"), [userId]),
          ).rejects.toMatchObject({ code: "42501" });
        } finally {
          await connection.query("rollback");
          connection.release();
        }
      }
    await bench.owner.query("delete from user_roles where user_id = $1", [admin]);
    expect(await limit({})).toBe("not_allowed");
    await bench.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
    expect(await limit({})).toBe("set");
    expect(await limit({}, randomUUID())).toBe("no_such_person");
  });

  test("L2: each change leaves a line with what held before and after; the same again leaves none", async () => {
    await limit({ executionsADay: 5 });
    await limit({ executionsADay: 5 });
    await limit({ executionsADay: 6 });
    await book().set({ askerId: admin, cameBy, to: { userId, limits: null } });
    const lines = await bench.owner.query<{ before: number | null; after: number | null }>(
      `select user_id, actor, action, (details -> 'before' ->> 'executions_a_day')::int as before,
         (details -> 'after' ->> 'executions_a_day')::int as after
       from audit_events where subject = $1 order by at, id`,
      [userId],
    );
    const line = { user_id: admin, actor: "session", action: "limits.changed" };
    expect(lines.rows).toEqual([
      { ...line, before: null, after: 5 },
      { ...line, before: 5, after: 6 },
      { ...line, before: 6, after: null },
    ]);
    const everybody = { ...unlimited, picturesADay: 3 };
    await book().set({ askerId: admin, cameBy, to: { userId: null, limits: everybody } });
    await bench.owner.query("delete from default_limits");
    const all = await bench.owner.query(
      "select actor from audit_events where subject = 'everybody' and action = 'limits.changed' order by at desc limit 2",
    );
    expect(all.rows).toEqual([{ actor: "system" }, { actor: "session" }]);
  });

  test("L2: people see what they use themselves, admins what anybody uses, others nothing", async () => {
    await submit();
    expect(await book().use({ askerId: admin, userId })).toMatchObject({ executions: 1 });
    const other = randomUUID();
    await bench.owner.query("insert into auth.users (id) values ($1)", [other]);
    expect(await book().use({ askerId: other, userId })).toMatchObject({ executions: 0 });
  });
});
