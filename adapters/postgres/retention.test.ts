import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { forgetOld, type RetentionPolicy } from "@bunch/core/flow/forget-old";
import { pause, retry } from "@bunch/core/executions/execution-state";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { createDiskSpool } from "../spool/disk-spool.ts";
import { createExecutionStore } from "./execution-store.ts";
import { inTransaction } from "./pools.ts";
import { createRetentionStore } from "./retention-store.ts";
import { asSuperuser } from "./testing/as-superuser.ts";
import { doubt, openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
let superuser: pg.Pool;
let folder: string;
beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  superuser = new pg.Pool({ connectionString: asSuperuser(database.connectionString), max: 1 });
  open = await openLedger(database, testUserId);
});
afterAll(async () => {
  await superuser.end();
  await open.close();
});
beforeEach(async () => {
  folder = await makeTestFolder();
  return () => rm(folder, { recursive: true, force: true });
});

const keepAll: RetentionPolicy = { executionsDays: null, eventsDays: null, auditDays: null };
const forget = (policy: Partial<RetentionPolicy>) =>
  forgetOld(
    {
      retention: createRetentionStore(open.workers),
      spool: createDiskSpool({ folder, leastFreeBytes: 0 }),
      retentionPolicy: { ...keepAll, ...policy },
    },
    AbortSignal.timeout(30_000),
  );
const sql = (statement: string, values: unknown[] = []) => superuser.query(statement, values);
const change = (
  executionId: string,
  decide: Parameters<ReturnType<typeof createExecutionStore>["change"]>[0]["decide"],
) =>
  createExecutionStore(open.api).change({
    userId: testUserId,
    cameBy: { by: "local", ip: null },
    executionId,
    decide,
    sealKey: null,
  });

/** As if all of a batch had been so many days ago. */
async function aged(executionId: string, days: number): Promise<void> {
  await sql(
    "update workflow_executions set completed_at = completed_at - make_interval(days => $2), created_at = created_at - make_interval(days => $2) where id = $1",
    [executionId, days],
  );
  await sql(
    "update result_attempts set ended_at = ended_at - make_interval(days => $2) where execution_id = $1",
    [executionId, days],
  );
}

/** A batch of one prompt that is over, drawn or refused. */
async function over(ending: "picture" | "refused" = "picture") {
  const { executionId, resultIds } = await open.submitted({ prompts: ["a fox"] });
  const claim = await open.claim(resultIds[0]);
  await open.ledger.settle({
    ...claim!,
    settlement:
      ending === "picture"
        ? pictureSettled
        : {
            ...pictureSettled,
            outcome: "refused",
            result: { to: "failed", code: "refused", message: "No." },
          },
    picture: ending === "picture" ? picture(executionId) : null,
    drawnInMs: 1,
  });
  return { executionId, attemptId: claim!.attemptId };
}

/** A batch whose first call is a doubt; drawn again and over, or undecided. */
async function withDoubt(onDoubt: "repay" | "ask") {
  const { executionId, resultIds } = await open.submitted({ prompts: ["a fox"], onDoubt });
  const first = await open.claim(resultIds[0]);
  await open.ledger.settle({
    ...first!,
    settlement: onDoubt === "ask" ? { ...doubt, result: { to: "undecided" } } : doubt,
    picture: null,
    drawnInMs: null,
  });
  if (onDoubt === "repay") {
    const second = await open.claim(resultIds[0]);
    await open.ledger.settle({
      ...second!,
      settlement: pictureSettled,
      picture: picture(executionId),
      drawnInMs: 1,
    });
  }
  return { executionId, attemptId: first!.attemptId };
}

const isThere = async (executionId: string) =>
  (await sql("select from workflow_executions where id = $1", [executionId])).rowCount === 1;

test("J1: a batch that ended long enough ago goes as if it was deleted, and what it cost stays", async () => {
  const [old, young] = [await over(), await over()];
  await aged(old.executionId, 31);
  await aged(young.executionId, 29);
  expect(await forget({ executionsDays: 30 })).toMatchObject({ executions: 1 });
  expect([await isThere(old.executionId), await isThere(young.executionId)]).toEqual([false, true]);
  const books = await sql("select cost_micros::int from deleted_executions where id = $1", [
    old.executionId,
  ]);
  expect(books.rows).toEqual([{ cost_micros: 40_000 }]);
  const removals = await sql(
    "select object_path, attempt_id from removals where execution_id = $1",
    [old.executionId],
  );
  expect(removals.rows).toContainEqual({
    object_path: `x/${old.executionId}.png`,
    attempt_id: null,
  });
  expect(removals.rows).toContainEqual({ object_path: null, attempt_id: old.attemptId });
  const trail = await sql("select actor from audit_events where subject = $1 and action = $2", [
    old.executionId,
    "execution.deleted",
  ]);
  expect(trail.rows).toEqual([{ actor: "system" }]);
  expect(await forget({ executionsDays: 30 })).toMatchObject({ executions: 0 });
});

test("J2: what is open, paused, undecided, in doubt, under way or just retried is never touched, however old", async () => {
  const pending = (await open.submitted({ prompts: ["a fox"] })).executionId;
  const paused = (await open.submitted({ prompts: ["a fox"] })).executionId;
  await change(paused, (state) => pause(state, { code: "user", message: "Paused.", until: null }));
  const undecided = (await withDoubt("ask")).executionId;
  const inDoubt = (await withDoubt("repay")).executionId;
  const retried = (await over("refused")).executionId;
  await aged(retried, 400);
  await change(retried, retry);
  const kept = { pending, paused, undecided, inDoubt, retried };
  for (const state of ["sent", "received", "uncertain"]) {
    const { executionId, attemptId } = await over();
    await sql("update result_attempts set state = $2, ended_at = null where id = $1", [
      attemptId,
      state,
    ]);
    Object.assign(kept, { [state]: executionId });
  }
  for (const id of Object.values(kept)) {
    await aged(id, 400);
    await sql(
      "update workflow_executions set created_at = now() - interval '400 days' where id = $1",
      [id],
    );
  }
  const gone = await over();
  await aged(gone.executionId, 399);
  // Behind all of these in age, and found nevertheless.
  expect(await forget({ executionsDays: 300, eventsDays: 300 })).toMatchObject({ executions: 1 });
  for (const [name, id] of Object.entries(kept)) expect(await isThere(id), name).toBe(true);
  const events = await sql(
    "select distinct execution_id as id from execution_events where execution_id = any ($1)",
    [[pending, paused, undecided, inDoubt, retried]],
  );
  expect(events.rowCount).toBe(5);
});

test("J2: however many old ones stay, as their calls are not settled, the next one is found behind them", async () => {
  const kept = await Promise.all(Array.from({ length: 120 }, () => over()));
  const ids = kept.map(({ executionId }) => executionId);
  // A call that could have cost nothing leaves no possible charge, and is a doubt all the same.
  await sql(
    "update result_attempts set state = 'uncertain', ceiling_micros = 0, ended_at = null where execution_id = any ($1)",
    [ids],
  );
  await sql(
    "update workflow_executions set completed_at = now() - interval '500 days', created_at = now() - interval '500 days' where id = any ($1)",
    [ids],
  );
  const gone = await over();
  await aged(gone.executionId, 400);
  expect(await forget({ executionsDays: 350 })).toMatchObject({ executions: 1 });
  expect(await isThere(gone.executionId)).toBe(false);
  for (const id of ids) expect(await isThere(id)).toBe(true);
});

test("J2: while another worker is at it, or somebody holds the batch, nothing is done twice and nobody waits", async () => {
  const old = await Promise.all(Array.from({ length: 6 }, () => over()));
  for (const { executionId } of old) await aged(executionId, 40);
  const all = await Promise.all(Array.from({ length: 4 }, () => forget({ executionsDays: 30 })));
  let executions = all.reduce((sum, one) => sum + one.executions, 0);
  // Whoever did not get the turn comes again later.
  executions += (await forget({ executionsDays: 30 })).executions;
  expect(executions).toBe(6);

  const { executionId } = await over();
  await aged(executionId, 40);
  await inTransaction(open.workers, async (connection) => {
    await connection.query("select from workflow_executions where id = $1 for update", [
      executionId,
    ]);
    expect(await forget({ executionsDays: 30 })).toMatchObject({ executions: 0 });
  });
  expect(await forget({ executionsDays: 30 })).toMatchObject({ executions: 1 });
});

test("J3: events of what ended long ago go, in steps, and the batch with its counts stays", async () => {
  const [old, young] = [await over(), await over()];
  await aged(old.executionId, 8);
  const { events } = await forget({ eventsDays: 7 });
  expect(events).toBeGreaterThan(1);
  const left = await sql(
    "select distinct execution_id as id from execution_events where execution_id = any ($1)",
    [[old.executionId, young.executionId]],
  );
  expect(left.rows).toEqual([{ id: young.executionId }]);
  expect((await open.find(old.executionId)).counts.completed).toBe(1);
  expect(await forget({ eventsDays: 7 })).toMatchObject({ events: 0 });
});

test("J3: a retry after that goes on with its sequence, and its new events are kept until it is old again", async () => {
  const { executionId } = await over("refused");
  await aged(executionId, 8);
  const before = (await open.find(executionId)).lastSequence;
  await forget({ eventsDays: 7 });
  await change(executionId, retry);
  const left = await sql("select sequence::int from execution_events where execution_id = $1", [
    executionId,
  ]);
  expect(left.rows).toEqual([{ sequence: before + 1 }]);
  expect(await forget({ eventsDays: 7 })).toMatchObject({ events: 0 });
});

test("J4: lines of the audit trail go from ninety days on, and younger ones against nobody's wish", async () => {
  // As a clock of then would have written it.
  await sql(
    `insert into audit_events (at, actor, action, subject)
     select now() - make_interval(days => days), 'system', 'role.changed', 'line of ' || days
     from unnest(array[200, 95, 80]) as days`,
  );
  expect(await forget({ auditDays: 100 })).toMatchObject({ auditLines: 1 });
  await expect(open.workers.query("select private.trim_audit(89, 10)")).rejects.toThrow("90 days");
  await expect(open.workers.query("select private.expire_execution(0)")).rejects.toThrow("a day");
  await expect(open.api.query("select private.expire_execution(30)")).rejects.toThrow("permission");
  const left = await sql(
    "select subject from audit_events where subject like 'line of %' order by 1",
  );
  expect(left.rows.map(({ subject }: { subject: string }) => subject)).toEqual([
    "line of 80",
    "line of 95",
  ]);
});

test("J5: in the spool only what was settled long ago goes; a doubt's answer, a young one and one that no row tells of stay", async () => {
  const [old, young] = [await over(), await over()];
  await aged(old.executionId, 31);
  // Its batch stays for another reason, so that the answer is met as it lies.
  await sql("update workflow_executions set completed_at = now() where id = $1", [old.executionId]);
  const inDoubt = await withDoubt("repay");
  await aged(inDoubt.executionId, 400);
  const unknown = randomUUID();
  const ids = [old.attemptId, young.attemptId, inDoubt.attemptId, unknown];
  for (const id of ids) await writeFile(join(folder, `${id}.answer`), "an answer");
  expect(await forget({ executionsDays: 30 })).toMatchObject({ executions: 0, answers: 1 });
  const there = ids.map((id) => existsSync(join(folder, `${id}.answer`)));
  expect(there).toEqual([false, true, true, true]);
});

test("J1: without a setting nothing is forgotten", async () => {
  const { executionId } = await over();
  await aged(executionId, 10_000);
  expect(await forget({})).toEqual({ executions: 0, events: 0, auditLines: 0, answers: 0 });
  expect(await isThere(executionId)).toBe(true);
});

test("what was found out of an account that nobody uses any more is forgotten, but not while its gate is closed", async () => {
  await sql(
    `insert into paces (account, model, updated_at, gate_until, gate_code)
     values ('old', 'm', now() - interval '31 days', null, null),
       ('shut', 'm', now() - interval '31 days', now() + interval '1 day', 'rate_limited'),
       ('used', 'm', now(), null, null)`,
  );
  await forget({});
  const left = await sql("select account from paces order by 1");
  expect(left.rows).toEqual([{ account: "shut" }, { account: "used" }]);
});
