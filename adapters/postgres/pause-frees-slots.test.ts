import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createLedger } from "./ledger.ts";
import { createPool, type Pool } from "./pools.ts";
import { chooseAny } from "./testing/choose-any.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { testAccount } from "./testing/open-ledger.ts";
import { createWorkerRegistry } from "./worker-registry.ts";

const workerId = randomUUID();
let api: Pool;
let workers: Pool;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  api = createPool({ connectionString, role: "app_api", most: 1, onError: () => {} });
  workers = createPool({ connectionString, role: "app_worker", most: 1, onError: () => {} });
  await createWorkerRegistry(workers).join({ workerId, spoolId: randomUUID(), slots: 2 });
});

afterAll(async () => {
  await Promise.all([api, workers].map((pool) => pool?.end()));
  await drop?.();
});

test("X2: a batch that its worker pauses gives the slots back at once, to whoever comes next", async () => {
  const [shut, open] = [
    makeSubmission({ userId: testUserId }),
    makeSubmission({ userId: testUserId }),
  ];
  const choose = () => chooseAny(workers);
  await createExecutionStore(api).submit(shut);
  expect(await choose()).toHaveLength(2);
  await createExecutionStore(api).submit(open);
  expect(await choose()).toEqual([]);
  await createLedger(workers, randomUUID()).pause({
    executionId: shut.executionId,
    account: testAccount,
    reason: { code: "key_unreadable", message: "", until: null },
  });
  const chosen = await choose();
  expect(chosen).toHaveLength(2);
  const theirs = await workers.query(
    "select distinct execution_id from workflow_batch_results where id = any ($1)",
    [chosen],
  );
  expect(theirs.rows).toEqual([{ execution_id: open.executionId }]);
});

test("X3: a reason that was seen with a former key pauses nothing, and what was handed out goes on", async () => {
  const batch = makeSubmission({ userId: testUserId });
  await createExecutionStore(api).submit(batch);
  const { executionId } = batch;
  await createLedger(workers, randomUUID()).pause({
    executionId,
    account: "the account of a former key",
    reason: { code: "key_unreadable", message: "", until: null },
  });
  const status = await workers.query<{ status: string }>(
    "select status from workflow_executions where id = $1",
    [executionId],
  );
  expect(status.rows).toEqual([{ status: "pending" }]);
});
