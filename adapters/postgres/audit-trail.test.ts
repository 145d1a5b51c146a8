import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { writeForPerson } from "./as-person.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createPool, type Pool } from "./pools.ts";
import { asSuperuser } from "./testing/as-superuser.ts";
import { makeSubmission } from "./testing/make-submission.ts";

const denied = { code: "42501" };
let drop: () => Promise<void>;
let api: Pool;
let owner: Pool;
let superuser: pg.Client;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  api = createPool({ connectionString, role: "app_api", most: 1, onError: () => {} });
  owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
  superuser = new pg.Client({ connectionString: asSuperuser(connectionString) });
  await superuser.connect();
});
afterAll(async () => {
  await Promise.all([api?.end(), owner?.end(), superuser?.end()]);
  await drop?.();
});

const linesOf = async (subject: string) =>
  (
    await superuser.query("select actor, action, ip from audit_events where subject = $1", [
      subject,
    ])
  ).rows;

test("U8: a line tells by which door and from where, and goes with the transaction that it tells of", async () => {
  const kept = makeSubmission({ userId: testUserId, cameBy: { by: "token", ip: "192.0.2.7" } });
  await createExecutionStore(api).submit(kept);
  expect(await linesOf(kept.executionId)).toEqual([
    { actor: "token", action: "execution.started", ip: "192.0.2.7" },
  ]);
  const undone = makeSubmission({ userId: testUserId });
  await expect(
    writeForPerson(api, undone, async (connection) => {
      await connection.query(
        "insert into workflows (id, user_id, prompts, config) values ($1, $2, '{}', $3)",
        [undone.workflowId, testUserId, '{"api_key_encrypted": {"encrypted": "00"}}'],
      );
      throw new Error("It breaks after that.");
    }),
  ).rejects.toThrow("It breaks after that.");
  expect(await linesOf(undone.workflowId)).toEqual([]);
});

test("U8: keys that are sealed anew, as under another ENCRYPTION_KEY, are told as nothing", async () => {
  const { rows } = await superuser.query<{ id: string }>(
    `insert into workflows (id, user_id, prompts, config)
     values (gen_random_uuid(), $1, '{}', '{"api_key_encrypted": {"encrypted": "00"}}') returning id`,
    [testUserId],
  );
  const id = rows[0]?.id ?? "";
  await superuser.query(
    `update workflows set config = '{"api_key_encrypted": {"encrypted": "01"}}' where id = $1`,
    [id],
  );
  expect(await linesOf(id)).toEqual([{ actor: "system", action: "key.added", ip: null }]);
});

test("U9: nobody changes a line or deletes a young one, not the owner and not a superuser", async () => {
  for (const who of [owner, superuser])
    for (const statement of [
      "update audit_events set actor = 'system'",
      "truncate audit_events",
      "delete from audit_events",
      "delete from audit_events where at > now() - interval '89 days'",
    ])
      await expect(who.query(statement)).rejects.toMatchObject(denied);
  for (const statement of [
    "delete from audit_events",
    "insert into audit_events (actor, action, subject) values ('local', 'key.added', 'x')",
    "select private.note_audit('key.added', gen_random_uuid(), '{}')",
  ])
    await expect(
      writeForPerson(api, testUserId, (connection) => connection.query(statement)),
    ).rejects.toMatchObject(denied);
});

test("U9: what is older than 90 days may be forgotten by the owner", async () => {
  await owner.query(
    `insert into audit_events (at, actor, action, subject)
     values (now() - interval '91 days', 'system', 'role.changed', 'somebody')`,
  );
  const forgotten = await owner.query(
    "delete from audit_events where at < now() - interval '90 days'",
  );
  expect(forgotten.rowCount).toBe(1);
});
