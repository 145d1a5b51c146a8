import { randomUUID } from "node:crypto";
import { refuseWhileOpen, retry } from "@bunch/core/executions/execution-state";
import type { Run, Submitted } from "@bunch/core/ports/execution-store";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { until } from "../../tools/testing/until.ts";
import { writeForPerson } from "./as-person.ts";
import { createExecutionRemover } from "./execution-remover.ts";
import { createExecutionStore } from "./execution-store.ts";
import { insertExecution } from "./insert-submission.ts";
import type { Pool } from "./pools.ts";
import { createRemovals } from "./removals.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { doubt, openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";
import { createWorkflowStore } from "./workflow-store.ts";

const userId = testUserId;
let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), userId);
});
afterAll(() => open.close());

const rounds = 12;
const noWish = {
  executions: 1,
  pictures: 1,
  estimateMicros: 0,
  capMicros: null,
  spentMicros: 0,
  reachedMicros: null,
} as const;
const reference = (path: string) => ({ path, sha256: "ab", mimeType: "image/png", name: null });

/** A batch that is over, of one picture or one failure. */
async function over(input: { failed?: boolean; idempotency?: Run["idempotency"] } = {}) {
  const submission = makeSubmission({
    userId,
    prompts: ["a fox"],
    idempotency: input.idempotency ?? null,
  });
  const { resultIds } = await open.submitted(submission);
  const claim = await open.claim(resultIds[0]);
  await open.ledger.settle({
    ...claim!,
    settlement: input.failed
      ? {
          ...pictureSettled,
          outcome: "refused",
          result: { to: "failed", code: "refused", message: "No." },
        }
      : pictureSettled,
    picture: input.failed ? null : picture(submission.executionId),
    drawnInMs: 1,
  });
  return { submission, attemptId: claim!.attemptId };
}

const cameBy = { by: "local", ip: null } as const;
const remove = (executionId: string) =>
  createExecutionRemover(open.api).remove({ userId, cameBy, executionId, refuse: refuseWhileOpen });
const codeOf = (error: unknown) => (error as { code?: string }).code;

async function count(table: string, executionId: string): Promise<number> {
  const column = table === "workflow_executions" ? "id" : "execution_id";
  const found = await open.owner.query<{ n: number }>(
    `select count(*) as n from ${table} where ${column} = $1`,
    [executionId],
  );
  return found.rows[0]?.n ?? -1;
}

describe("X13: what happens at once", () => {
  test("a deletion and another run of its workflow: either the workflow is gone, or the run has it", async () => {
    const seen = { gone: 0, kept: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const { submission } = await over();
      const { workflowId, executionId } = submission;
      const againId = randomUUID();
      const [removed, again] = await Promise.all([
        remove(executionId),
        createWorkflowStore(open.api).runAgain({
          ...submission,
          executionId: againId,
          newKey: null,
        }),
      ]);
      expect(removed).toBe(true);
      const found = await open.owner.query<{ workflows: number; executions: number }>(
        `select (select count(*) from workflows where id = $1) as workflows,
           (select count(*) from workflow_executions where workflow_id = $1) as executions`,
        [workflowId],
      );
      const expected = again.is === "new" ? 1 : 0;
      expect(["new", "no_workflow"]).toContain(again.is);
      expect(found.rows).toEqual([{ workflows: expected, executions: expected }]);
      seen[again.is === "new" ? "kept" : "gone"] += 1;
    }
    expect(seen.gone + seen.kept).toBe(rounds);
  });

  test("a deletion and a retry: one of the two, and never half of both", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { executionId } = (await over({ failed: true })).submission;
      const [removed, retried] = await Promise.allSettled([
        remove(executionId),
        createExecutionStore(open.api).change({
          userId,
          cameBy,
          executionId,
          decide: retry,
          sealKey: null,
        }),
      ]);
      const wasRetried = retried.status === "fulfilled" && retried.value;
      if (removed.status === "fulfilled") {
        expect(removed.value && !wasRetried).toBe(true);
        expect(await count("workflow_batch_results", executionId)).toBe(0);
      } else {
        expect([codeOf(removed.reason), wasRetried]).toEqual(["wrong_state", true]);
        expect((await open.find(executionId)).counts).toMatchObject({ pending: 1, failed: 0 });
      }
    }
  });

  test("two deletions: one deletes, the other finds nothing, and the costs are kept once", async () => {
    const { executionId } = (await over()).submission;
    const both = await Promise.all([remove(executionId), remove(executionId)]);
    expect(both.toSorted()).toEqual([false, true]);
    expect(await count("deleted_attempts", executionId)).toBe(1);
  });

  test("X14: a deletion and repeats under its Idempotency-Key: none of them is drawn", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const idempotency = { key: `race ${round}`, digest: "same" };
      const { submission } = await over({ idempotency });
      const repeats = Array.from({ length: 6 }, (_, n) =>
        n % 2
          ? createExecutionStore(open.api).submit(
              makeSubmission({ userId, idempotency, prompts: ["a fox"] }),
            )
          : createWorkflowStore(open.api).runAgain({
              ...submission,
              executionId: randomUUID(),
              newKey: null,
            }),
      );
      const [removed, ...told] = await Promise.all([remove(submission.executionId), ...repeats]);
      expect(removed).toBe(true);
      for (const one of told as (Submitted | { is: "no_workflow" })[])
        expect(["repeat", "deleted", "no_workflow"]).toContain(one.is);
      const drawn = await open.owner.query(
        "select from workflow_executions where idempotency_key = $1",
        [idempotency.key],
      );
      expect(drawn.rowCount).toBe(0);
    }
  });
});

describe("X13: one waits for the other", () => {
  let begun: { release: (destroy: boolean) => void }[] = [];
  afterEach(() => {
    // What a failed test left open must not hold up the end of the others.
    for (const connection of begun) connection.release(true);
    begun = [];
  });

  async function connectTo(pool: Pool) {
    const connection = await pool.connect();
    begun.push(connection);
    return connection;
  }

  /** Begins a deletion and leaves it open, as a slow disk might, until it is told to commit. */
  async function openDeletion(executionId: string) {
    const connection = await connectTo(open.api);
    await connection.query("begin");
    await connection.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify({ sub: userId, role: "authenticated" }),
    ]);
    await connection.query("select private.delete_execution($1)", [executionId]);
    return () => connection.query("commit");
  }
  const somebodyWaits = () =>
    until("somebody waits for a lock", async () => {
      const found = await open.owner.query("select from pg_locks where not granted");
      return (found.rowCount ?? 0) > 0;
    });

  test("a deletion for a run of the workflow that is being written: the workflow stays", async () => {
    const { submission } = await over();
    const connection = await connectTo(open.owner);
    await connection.query("begin");
    await connection.query("select from workflows where id = $1 for key share", [
      submission.workflowId,
    ]);
    const removing = remove(submission.executionId);
    await somebodyWaits();
    await insertExecution(connection, { ...submission, executionId: randomUUID() }, null);
    await connection.query("commit");
    expect(await removing).toBe(true);
    const kept = await open.owner.query("select from workflows where id = $1", [
      submission.workflowId,
    ]);
    expect(kept.rowCount).toBe(1);
  });

  test("X14: a repeat for the deletion of its batch: it is refused, though the key was free for its insert", async () => {
    const idempotency = { key: "waits for the deletion", digest: "same" };
    const { submission } = await over({ idempotency });
    const commit = await openDeletion(submission.executionId);
    const repeating = createExecutionStore(open.api).submit(
      makeSubmission({ userId, idempotency, prompts: ["a fox"] }),
    );
    await somebodyWaits();
    await commit();
    expect(await repeating).toEqual({ is: "deleted" });
  });

  test("F15: a deletion for another that names the same shared reference: the last one takes it", async () => {
    const shared = `${userId}/references/cd.png`;
    const [one, two] = [await over(), await over()];
    for (const { submission } of [one, two])
      await open.owner.query(
        "update workflows set config = jsonb_set(config, '{reference_images}', $2) where id = $1",
        [submission.workflowId, JSON.stringify([reference(shared)])],
      );
    const commit = await openDeletion(one.submission.executionId);
    const removing = remove(two.submission.executionId);
    await somebodyWaits();
    await commit();
    await removing;
    const listed = await open.owner.query("select from removals where object_path = $1", [shared]);
    expect(listed.rowCount).toBe(1);
  });
});

test("X13: deleting 2 000 results with their events takes no statement for each", async () => {
  const prompts = Array.from({ length: 2000 }, (_, n) => `fox ${n}`);
  const { executionId } = await open.submitted({ prompts });
  await open.owner.query(
    `update workflow_batch_results set status = 'completed', object_path = 'x/' || id || '.png' where execution_id = $1`,
    [executionId],
  );
  await open.owner.query(
    `update workflow_executions set pending_count = 0, completed_count = 2000, started_at = now() where id = $1`,
    [executionId],
  );
  await remove(executionId);
  expect(await count("removals", executionId)).toBe(2000);
  expect(await count("workflow_executions", executionId)).toBe(0);
});

describe("S2: the function is the only way", () => {
  test("it deletes for the person in the claims alone, and nothing that is not over", async () => {
    const { executionId } = (await over()).submission;
    const { executionId: openId } = await open.submitted();
    const stranger = randomUUID();
    await open.owner.query("insert into auth.users (id) values ($1)", [stranger]);
    const call = (person: string, id: string) =>
      writeForPerson(open.api, person, async (connection) => {
        const done = await connection.query<{ done: boolean }>(
          "select private.delete_execution($1) as done",
          [id],
        );
        return done.rows[0]?.done;
      });
    expect(await call(stranger, executionId)).toBe(false);
    expect(await call(userId, openId)).toBe(false);
    expect(await call(userId, executionId)).toBe(true);
    await expect(
      open.workers.query("select private.delete_execution($1)", [openId]),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(
      open.api.query("select private.delete_execution($1)", [openId]),
    ).resolves.toMatchObject({ rows: [{ delete_execution: false }] });
  });
});

describe("X14: a doubt of a deleted batch", () => {
  async function deletedDoubt() {
    const { executionId, resultIds } = await open.submitted({ prompts: ["a fox"] });
    const first = await open.claim(resultIds[0]);
    await open.ledger.settle({ ...first!, settlement: doubt, picture: null, drawnInMs: 1 });
    const second = await open.claim(resultIds[0]);
    await open.ledger.settle({
      ...second!,
      settlement: pictureSettled,
      picture: picture(executionId),
      drawnInMs: 1,
    });
    await remove(executionId);
    return { executionId, late: first!, settled: second! };
  }
  const books = async (executionId: string) => {
    const found = await open.owner.query<{ cost: number; possible: number }>(
      `select cost_micros as cost, possible_micros as possible from deleted_executions where id = $1
       union all
       select sum(cost_micros)::bigint, sum(possible_micros)::bigint from deleted_attempts where execution_id = $1`,
      [executionId],
    );
    return found.rows.map((row) => [row.cost, row.possible]);
  };

  test("I4: is settled by its late answer, once, and its picture is listed to be removed", async () => {
    const { executionId, late, settled } = await deletedDoubt();
    expect(await books(executionId)).toEqual([
      [40_000, 50_000],
      [40_000, 50_000],
    ]);
    const answer = { settlement: pictureSettled, picture: picture("late"), drawnInMs: 1 };
    for (let times = 0; times < 2; times += 1)
      expect(await open.ledger.settle({ ...late, ...answer })).toEqual({ is: "deleted" });
    expect(await open.ledger.settle({ ...settled, ...answer })).toEqual({ is: "deleted" });
    expect(await books(executionId)).toEqual([
      [80_000, 0],
      [80_000, 0],
    ]);
    const listed = await open.owner.query(
      "select from removals where execution_id = $1 and object_path = $2",
      [executionId, picture("late").path],
    );
    expect(listed.rowCount).toBeGreaterThan(0);
  });

  test("stays one when nothing more is known, and an attempt that nobody knows changes nothing", async () => {
    const { executionId, late } = await deletedDoubt();
    const died = { settlement: { ...doubt, outcome: "died" as const }, picture: null };
    expect(await open.ledger.settle({ ...late, ...died, drawnInMs: null })).toEqual({
      is: "deleted",
    });
    expect(await books(executionId)).toEqual([
      [40_000, 50_000],
      [40_000, 50_000],
    ]);
    const nobodys = { attemptId: randomUUID(), settlement: pictureSettled, picture: picture("x") };
    expect(await open.ledger.settle({ ...nobodys, drawnInMs: 1 })).toEqual({ is: "deleted" });
  });
});

describe("F15: the list of what is to be removed", () => {
  test("holds pictures, extras and answers; each is taken by one, and again only after a while", async () => {
    await open.owner.query("delete from removals");
    const { submission, attemptId } = await over();
    const { executionId } = submission;
    await open.owner.query(
      "update workflow_batch_results set extra_paths = '{x/extra.png}' where execution_id = $1",
      [executionId],
    );
    await remove(executionId);
    const lists = [1, 2, 3].map(() => createRemovals(open.workers, open.spoolId));
    const taken = (await Promise.all(lists.map((list) => list.take({ limit: 2 })))).flat();
    const things = taken.map((one) => (one.kind === "object" ? one.path : one.attemptId));
    expect(things.toSorted()).toEqual(
      [picture(executionId).path, "x/extra.png", attemptId].toSorted(),
    );
    expect(await lists[0]!.take({ limit: 10 })).toEqual([]);
    await open.owner.query("update removals set not_before = now()");
    const elsewhere = await createRemovals(open.workers, randomUUID()).take({ limit: 10 });
    expect(elsewhere.map((one) => one.kind)).toEqual(["object", "object"]);
    await lists[0]!.forget({ ids: taken.map((one) => one.id) });
    expect(await count("removals", executionId)).toBe(0);
  });

  test("copies that are being made at that moment are listed once more, for later", async () => {
    const { executionId } = (await over()).submission;
    await open.owner.query(
      "update workflow_batch_results set renditions_not_before = now() + interval '1 minute' where execution_id = $1",
      [executionId],
    );
    await remove(executionId);
    const listed = await open.owner.query<{ later: boolean }>(
      `select not_before > now() + interval '1 minute' as later from removals
       where execution_id = $1 and object_path is not null order by 1`,
      [executionId],
    );
    expect(listed.rows.map((row) => row.later)).toEqual([false, true]);
  });

  test("references are listed before they are stored, and taken off by the submission alone", async () => {
    const store = createExecutionStore(open.api);
    const submission = makeSubmission({ userId });
    const path = `${userId}/${submission.workflowId}/reference-1-ab.png`;
    const { executionId } = submission;
    const ready = { ...submission, references: [reference(path)] };
    await expect(store.submit(ready)).rejects.toMatchObject({ code: "not_ready" });
    await store.expectReferences({ userId, executionId, paths: [path], wish: noWish });
    expect(await createRemovals(open.workers, open.spoolId).take({ limit: 10 })).not.toContainEqual(
      expect.objectContaining({ path }),
    );
    expect(await count("removals", executionId)).toBe(1);
    await store.submit(ready);
    expect(await count("removals", executionId)).toBe(0);
  });

  test("a submission that comes after its references were taken for rubbish is refused", async () => {
    const store = createExecutionStore(open.api);
    const submission = makeSubmission({ userId });
    const path = `${userId}/${submission.workflowId}/reference-1-ab.png`;
    const { executionId } = submission;
    await store.expectReferences({ userId, executionId, paths: [path], wish: noWish });
    await open.owner.query("update removals set not_before = now() where execution_id = $1", [
      executionId,
    ]);
    await createRemovals(open.workers, open.spoolId).take({ limit: 100 });
    await expect(
      store.submit({ ...submission, references: [reference(path)] }),
    ).rejects.toMatchObject({ code: "not_ready" });
    expect(await count("workflow_executions", executionId)).toBe(0);
  });

  test("references of before, shared by content, go with the last that names them, even when all are deleted at once", async () => {
    const shared = `${userId}/references/ab.png`;
    const all = await Promise.all([over(), over(), over()]);
    for (const { submission } of all)
      await open.owner.query(
        `with w as (update workflows set config = jsonb_set(config, '{reference_images}', $2) where id = $1)
         update workflow_executions set reference_images = $2 where workflow_id = $1`,
        [submission.workflowId, JSON.stringify([reference(shared)])],
      );
    const listed = async () => {
      const found = await open.owner.query("select from removals where object_path = $1", [shared]);
      return found.rowCount;
    };
    await remove(all[0].submission.executionId);
    expect(await listed()).toBe(0);
    await Promise.all(all.slice(1).map(({ submission }) => remove(submission.executionId)));
    expect(await listed()).toBe(1);
  });
});
