import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../tools/testing/test-database.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createPool, type Pool } from "./pools.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { isWorkAhead } from "./work-ahead.ts";

let owner: Pool;
let api: Pool;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  api = createPool({ connectionString, role: "app_api", most: 1, onError: () => {} });
  owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
});
afterAll(async () => {
  await Promise.all([api?.end(), owner?.end()]);
  await drop?.();
});

test("C14: a batch of anybody that is pending, or in a pause that ends by itself, is work ahead; one that waits for a person is none", async () => {
  const executions = createExecutionStore(api);
  expect(await isWorkAhead(owner)).toBe(false);
  const userId = randomUUID();
  await owner.query("insert into auth.users (id) values ($1)", [userId]);
  const submission = makeSubmission({ userId, prompts: ["a fox"] });
  await executions.submit(submission);
  expect(await isWorkAhead(owner)).toBe(true);
  const pause = async (until: string | null) => {
    const reason = { code: "daily_quota" as const, message: "Not today.", until };
    await executions.change({
      userId,
      cameBy: { by: "local", ip: null },
      executionId: submission.executionId,
      decide: () => ({ do: "pause", reason }),
      sealKey: null,
    });
  };
  await pause(null);
  expect(await isWorkAhead(owner)).toBe(false);
  await pause("2026-11-29T08:00:00.000Z");
  expect(await isWorkAhead(owner)).toBe(true);
});
