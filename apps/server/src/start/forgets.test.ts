import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RequestRefused } from "@bunch/contracts/client";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let dataDir: string;
let bunch: Bunch | undefined;
beforeEach(async () => {
  database = await createTestDatabase(inject("postgres"));
  dataDir = await makeTestFolder();
});
afterEach(async () => {
  await bunch?.stop();
  await database.drop();
});

async function start(env: Record<string, string> = {}): Promise<Bunch> {
  bunch = await startBunch({
    dataDir,
    oneProcess: "it is stopped and started again with another setting",
    env: { DATABASE_URL: database.connectionString, ENCRYPTION_KEY: "5d".repeat(32), ...env },
  });
  return bunch;
}

async function drawn({ client }: Bunch, prompt: string): Promise<string> {
  const form = new FormData();
  form.set("model", "simulator");
  form.set("image_size", "64");
  form.set("prompts", JSON.stringify([prompt]));
  const { execution_id: id } = await client.execute(form, crypto.randomUUID());
  // The copies are made at the lowest rank of all that runs.
  await until(
    "it is drawn, its smaller copies too",
    async () => (await client.listResults(id)).data.every(({ thumbhash }) => thumbhash !== null),
    { withinMs: 150_000 },
  );
  return id;
}

/** The files of a batch's pictures, smaller copies too. */
async function filesOf(id: string): Promise<string[]> {
  const all = await readdir(join(dataDir, "pictures"), { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.includes(id));
}

async function setBack(id: string, days: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  for (const statement of [
    `update workflow_executions set completed_at = completed_at - make_interval(days => $2),
       created_at = created_at - make_interval(days => $2) where id = $1`,
    "update result_attempts set ended_at = ended_at - make_interval(days => $2) where execution_id = $1",
  ])
    await client.query(statement, [id, days]);
  await client.end();
}

test("J1: a server that is started with RETENTION_DAYS forgets what is older, pictures too, and nothing else", async () => {
  const before = await start();
  const [old, young] = [await drawn(before, "a fox"), await drawn(before, "a hare")];
  const kept = await filesOf(young);
  expect((await filesOf(old)).length).toBeGreaterThan(0);
  await before.stop();
  await setBack(old, 3);
  await setBack(young, 1);

  const { client, output } = await start({ RETENTION_DAYS: "2" });
  await until("the old one is gone", () =>
    client.getExecution(old).then(
      () => false,
      (error: unknown) => error instanceof RequestRefused && error.status === 404,
    ),
  );
  await until("its pictures are gone", async () => (await filesOf(old)).length === 0, {
    give: output,
  });
  expect((await client.listExecutions()).data.map(({ id }) => id)).toEqual([young]);
  expect(await filesOf(young)).toEqual(kept);
  const [picture] = (await client.listResults(young)).data;
  expect((await fetch(picture?.result_url ?? "")).status).toBe(200);
}, 420_000);
