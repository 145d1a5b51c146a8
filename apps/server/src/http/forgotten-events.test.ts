import { createRetentionStore } from "@bunch/adapters/postgres/retention-store";
import { createPool } from "@bunch/adapters/postgres/pools";
import { asSuperuser } from "@bunch/adapters/postgres/testing/as-superuser";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
let superuser: pg.Pool;
let workers: ReturnType<typeof createPool>;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
  superuser = new pg.Pool({ connectionString: asSuperuser(server.connectionString), max: 1 });
  workers = createPool({
    connectionString: server.connectionString,
    role: "app_worker",
    most: 1,
    onError: () => {},
  });
});
afterAll(async () => {
  await superuser?.end();
  await workers?.end();
  await server?.close();
});

/** A batch of two pictures that ended ten days ago. */
async function longOver(): Promise<string> {
  const { execution_id: id } = await server.execute({ prompts: ["a fox", "a hare"] });
  await server.ended(id);
  await server.copiesMade();
  await superuser.query(
    "update workflow_executions set completed_at = now() - interval '10 days' where id = $1",
    [id],
  );
  return id;
}

const stream = async (id: string, lastEventId?: string) => {
  const response = await server.call(`/api/executions/${id}/events`, {
    headers: lastEventId === undefined ? {} : { "last-event-id": lastEventId },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return {
    status: response.status,
    events: [...text.matchAll(/^event: (.+)$/gm)].map(([, name]) => name),
  };
};

test("J3, I7: the stream of a batch whose events are forgotten tells the snapshot in their place, and ends", async () => {
  const id = await longOver();
  const whole = await stream(id, "1");
  expect(whole.events.at(-1)).toBe("execution.ended");
  expect(whole.events).not.toContain("snapshot");
  expect(await createRetentionStore(workers).trim({ what: "events", days: 7, limit: 3 })).toBe(3);
  // Half of them are gone: what is missing must not look as if it had not been.
  expect((await stream(id, "1")).events).toEqual([expect.stringContaining("snapshot")]);
  await createRetentionStore(workers).trim({ what: "events", days: 7, limit: 1000 });
  for (const from of [undefined, "1", "4"])
    expect((await stream(id, from)).events).toEqual([expect.stringContaining("snapshot")]);
});

test("J1: an expired batch is as unknown as a deleted one, and its pictures go from the store", async () => {
  const id = await longOver();
  const files = async () =>
    (await readdir(join(server.dataDir, "pictures"), { recursive: true })).filter((name) =>
      name.includes(`${id}/`),
    );
  expect((await files()).length).toBe(6);
  const retention = createRetentionStore(workers);
  // That of the other test is older.
  for (const isGone of [true, true, false])
    expect(await retention.expireExecution({ days: 7 })).toBe(isGone);
  expect((await server.call(`/api/executions/${id}`)).status).toBe(404);
  await until("its pictures are removed", async () => (await files()).length === 0, {
    withinMs: 20_000,
  });
});

test("J3, I7: one that was retried since tells the snapshot first and stays open for what follows", async () => {
  const { execution_id: id } = await server.execute({ prompts: ["a fox", "a hare"] });
  await server.ended(id);
  await server.copiesMade();
  // As after a trimming and a retry: open again, its first events gone.
  await superuser.query("delete from execution_events where execution_id = $1 and sequence < 4", [
    id,
  ]);
  await superuser.query(
    `with one as (
       update workflow_batch_results set status = 'pending', object_path = null, not_before = now() + interval '1 hour'
       where id = (select id from workflow_batch_results where execution_id = $1 limit 1))
     update workflow_executions set completed_at = null, pending_count = 1, completed_count = 1 where id = $1`,
    [id],
  );
  const response = await server.call(`/api/executions/${id}/events`, {
    headers: { "last-event-id": "1" },
    signal: AbortSignal.timeout(10_000),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("event: ")) text += (await reader?.read())?.value ?? "";
  expect(/^event: (.+)$/m.exec(text)?.[1]).toContain("snapshot");
  await reader?.cancel();
});

test.each([
  ["all of them", null],
  ["the first of them", 6],
])(
  "J3, I7: a stream that is open while events are forgotten (%s) tells the snapshot in their place",
  async (_, kept) => {
    const { execution_id: id } = await server.execute({ prompts: ["a fox"] });
    await server.ended(id);
    await server.copiesMade();
    const { rows } = await superuser.query<{ last: number }>(
      "select last_sequence::int as last from workflow_executions where id = $1",
      [id],
    );
    const last = rows[0]?.last ?? 0;
    const turn = (to: "open" | "over") =>
      superuser.query(
        `update workflow_executions set completed_at = $2, pending_count = $3, completed_count = 1 - $3,
           last_sequence = $4 where id = $1`,
        to === "open" ? [id, null, 1, last] : [id, new Date(), 0, last + 6],
      );
    await turn("open");
    const text = stream(id, String(last));
    await until("the stream is watched", async () => {
      const page = await (await server.call("/metrics")).text();
      return /^bunch_event_streams [1-9]/m.test(page);
    });
    // On its one connection, as events and the number of the last are written together.
    await superuser.query("begin");
    if (kept !== null)
      await superuser.query(
        `insert into execution_events (execution_id, sequence, user_id, type, result_id, data, created_at)
         select execution_id, $2::bigint + $3, user_id, type, result_id, data, created_at
         from execution_events where execution_id = $1 and sequence = $2`,
        [id, last, kept],
      );
    await turn("over");
    await superuser.query("commit");
    expect((await text).events).toEqual([expect.stringContaining("snapshot")]);
  },
);
