import { randomUUID } from "node:crypto";
import { beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { awayFromMidnight } from "../../tools/testing/away-from-midnight.ts";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createAdminViews } from "./admin-views.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createPool } from "./pools.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { createUserDirectory } from "./user-directory.ts";

const dayMs = 86_400_000;
beforeEach(awayFromMidnight);

test.each(["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])(
  "U17: days and months are those of UTC, also where the database keeps the time of %s",
  async (zone) => {
    const { connectionString, drop } = await createTestDatabase(inject("postgres"));
    const options = encodeURIComponent(`-c timezone=${zone}`);
    const poolOf = (role: "app_api" | null) =>
      createPool({
        connectionString: `${connectionString}&options=${options}`,
        role,
        most: 1,
        onError: () => {},
      });
    const [api, owner] = [poolOf("app_api"), poolOf(null)];
    onTestFinished(async () => {
      await Promise.all([api.end(), owner.end()]);
      await drop();
    });
    const admin = randomUUID();
    await owner.query("insert into auth.users (id) values ($1)", [admin]);
    await owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
    const now = new Date();
    const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
    const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
    const began = async (atMs: number, costMicros: number) => {
      const submission = makeSubmission({ userId: testUserId });
      await createExecutionStore(api).submit(submission);
      await owner.query(
        "update workflow_executions set created_at = $2, cost_micros = $3 where id = $1",
        [submission.executionId, new Date(atMs).toISOString(), costMicros],
      );
    };
    await began(today - 6 * dayMs, 1);
    await began(today - 6 * dayMs - 1, 10);
    await began(today - 1, 100);
    await began(today, 1000);
    const usage = await createAdminViews(api).usage({ askerId: admin, days: 7, mostUsers: 5 });
    expect(usage?.days.map(({ costMicros }) => costMicros)).toEqual([1, 0, 0, 0, 0, 100, 1000]);
    expect(usage?.days.at(-1)?.day).toBe(new Date(today).toISOString().slice(0, 10));
    expect(usage?.total).toMatchObject({ executions: 3, costMicros: 1101 });
    expect(usage?.users).toMatchObject([{ id: testUserId, costMicros: 1101 }]);

    await owner.query("update workflow_executions set created_at = $1 where cost_micros < 1000", [
      new Date(month - 1).toISOString(),
    ]);
    await owner.query("update workflow_executions set created_at = $1 where cost_micros = 1", [
      new Date(month).toISOString(),
    ]);
    const found = await createUserDirectory(api).find({ askerId: admin, userId: testUserId });
    expect(found).toMatchObject({ executions: 4, costMicros: 1111, monthMicros: 1001 });
  },
);
