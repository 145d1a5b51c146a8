import { createHash, randomUUID } from "node:crypto";
import { cancel, refuseWhileOpen } from "@bunch/core/executions/execution-state";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createExecutionRemover } from "./execution-remover.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createExecutionViews } from "./execution-views.ts";
import { createGalleryStore } from "./gallery-store.ts";
import { createLedger } from "./ledger.ts";
import { createPool, type Pool } from "./pools.ts";
import { createProviderKeyStore } from "./provider-key-store.ts";
import { asSuperuser } from "./testing/as-superuser.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { picture, pictureSettled } from "./testing/open-ledger.ts";
import { createTokenStore } from "./token-store.ts";
import { createWorkerRegistry } from "./worker-registry.ts";
import { createWorkflowStore } from "./workflow-store.ts";

const people = [testUserId, randomUUID()];
const rounds = 8;
const cameBy = { by: "session", ip: "192.0.2.1" } as const;
const [workerId, spoolId] = [randomUUID(), randomUUID()];
const sealed = { encrypted: "0", iv: "1", authTag: "2", salt: "3", keyId: "4", account: "a" };
let api: Pool;
let workers: Pool;
let superuser: pg.Client;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 1, onError });
  workers = createPool({ connectionString, role: "app_worker", most: 1, onError });
  superuser = new pg.Client({ connectionString: asSuperuser(connectionString) });
  await superuser.connect();
  await superuser.query("insert into auth.users (id) values ($1)", [people[1]]);
  await createWorkerRegistry(workers).join({ workerId, spoolId, slots: 100 });
});

afterAll(async () => {
  await superuser?.end();
  await Promise.all([api, workers].map((pool) => pool?.end()));
  await drop?.();
});

/** One person's day, by every verb that the API has for them; what is another's is tried for each. */
async function day(userId: string, number: number, foreign: { executionId: string } | null) {
  const views = createExecutionViews(api);
  const gallery = createGalleryStore(api);
  const window = { from: 0, limit: 10, search: "fox" };
  const executions = createExecutionStore(api);
  // Both people use the same key: it is each one's own.
  const idempotency = { key: `round ${number}`, digest: "x" };
  const submission = makeSubmission({ userId, cameBy, idempotency, sealedKey: sealed });
  const { executionId, workflowId } = submission;
  expect(await executions.submit(submission)).toEqual({ is: "new" });
  const page = { userId, status: null, limit: 1000, cursor: null };
  const found = await views.results({ ...page, fromSlot: null, executionId });
  const ids = found?.items.map(({ id }) => id) ?? [];
  expect(ids).toHaveLength(2);
  expect(await gallery.outline({ userId, executionId, ...window })).toMatchObject({
    states: "pp",
    found: [0],
  });
  expect(await gallery.rename({ userId, executionId, name: `round ${number}` })).toBe(true);
  const claim = await createLedger(workers, spoolId).claim({
    resultId: ids[0] ?? "",
    workerId,
    account: sealed.account,
    ceilingMicros: 50_000,
    deadlineMs: 60_000,
  });
  if (!claim) throw new Error("A result that waits could not be claimed.");
  await createLedger(workers, spoolId).settle({
    ...claim,
    settlement: pictureSettled,
    picture: picture(executionId),
    drawnInMs: 1,
  });
  const events = await views.eventsAfter({
    userId,
    ownerId: userId,
    executionId,
    sequence: 0,
    limit: 100,
  });
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const workflow = await createWorkflowStore(api).find({ userId, workflowId });
  expect(workflow?.sealedKey).toMatchObject({ keyId: "4" });

  const tokens = createTokenStore(api);
  const token = { userId, cameBy, tokenId: randomUUID() };
  const hash = createHash("sha256").update(token.tokenId).digest();
  const told = { name: "x", scope: "read", lastFour: "wxyz", expiresInDays: 1, most: 50 } as const;
  await tokens.create({ ...token, ...told, hash });
  expect(await tokens.personBy({ hash })).toMatchObject({ userId });
  expect(await tokens.revoke(token)).not.toBeNull();
  const keys = createProviderKeyStore(api);
  const [id, name, lastFour] = [randomUUID(), null, null];
  await keys.add({
    id,
    userId,
    cameBy,
    vendor: "v",
    name,
    lastFour,
    test: null,
    sealed,
    most: 50,
  });
  expect((await keys.list({ userId })).map((key) => key.id)).toEqual([id]);
  expect(await keys.remove({ userId, keyId: id })).toBe(true);

  if (foreign) {
    expect(await views.find({ userId, ...foreign })).toBeNull();
    expect(await views.results({ ...page, fromSlot: null, ...foreign })).toBeNull();
    expect(
      await views.eventsAfter({
        userId,
        ownerId: userId,
        ...foreign,
        sequence: 0,
        limit: 9,
      }),
    ).toEqual([]);
    expect(await gallery.outline({ userId, ...foreign, ...window })).toBeNull();
    expect(await gallery.rename({ userId, ...foreign, name: "mine now" })).toBe(false);
    const rated = await gallery.rate({ userId, ...foreign, changes: [] });
    expect(rated).toEqual({ is: "no_batch" });
    const change = { userId, cameBy, ...foreign, decide: cancel, sealKey: null };
    expect(await executions.change(change)).toBe(false);
    const removal = { userId, cameBy, ...foreign, refuse: () => {} };
    expect(await createExecutionRemover(api).remove(removal)).toBe(false);
  }
  await executions.change({ userId, cameBy, executionId, decide: cancel, sealKey: null });
  if (number % 2)
    await createExecutionRemover(api).remove({
      userId,
      cameBy,
      executionId,
      refuse: refuseWhileOpen,
    });
  const seen = await views.list({ ...page, search: "a fox" });
  return { executionId, seen: seen.items.map((one) => one.id) };
}

async function sessionOf(pool: Pool) {
  const { rows } = await pool.query(
    `select pg_backend_pid() as pid, current_user::text as role,
       coalesce(current_setting('request.jwt.claims', true), '') as claims`,
  );
  return rows[0] as { pid: number; role: string; claims: string };
}

test("S2: on one connection for each role two people take turns in everything, and each meets their own alone", async () => {
  const before = await Promise.all([api, workers].map(sessionOf));
  const mine = people.map(() => new Set<string>());
  let last: ({ executionId: string } | null)[] = [null, null];
  for (let number = 0; number < rounds; number += 1) {
    // At once: their transactions alternate on the connections.
    const days = await Promise.all(
      people.map((userId, index) => day(userId, number, last[1 - index] ?? null)),
    );
    for (const [index, { executionId, seen }] of days.entries()) {
      if (number % 2 === 0) mine[index]?.add(executionId);
      expect(new Set(seen)).toEqual(mine[index]);
    }
    // Of one that is not deleted, so that it is the wall that hides it.
    if (number % 2 === 0) last = days;
    expect(await Promise.all([api, workers].map(sessionOf))).toEqual(before);
  }
  expect(before.map(({ role, claims }) => [role, claims])).toEqual([
    ["app_api", ""],
    ["app_worker", ""],
  ]);
  // Whoever did it stands in the trail: nobody's claims were on the connection in another's turn.
  const trail = await superuser.query<{ user_id: string; action: string; lines: number }>(
    "select user_id, action, count(*)::int as lines from audit_events group by 1, 2 order by 1, 2",
  );
  const linesOf = (userId: string) =>
    trail.rows.filter((row) => row.user_id === userId).map(({ action, lines }) => [action, lines]);
  expect(linesOf(people[0] ?? "")).toEqual([
    ["execution.deleted", rounds / 2],
    ["execution.started", rounds],
    ["key.added", 2 * rounds],
    ["token.created", rounds],
    ["token.revoked", rounds],
  ]);
  expect(linesOf(people[1] ?? "")).toEqual(linesOf(people[0] ?? ""));
  expect(trail.rows.filter(({ user_id }) => !people.includes(user_id))).toEqual([]);
});
