import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { until } from "../../tools/testing/until.ts";
import { openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterAll(() => open.close());

test("F5: settlements that waited for one lock see what the first of them wrote", async () => {
  const { resultIds, executionId } = await open.submitted();
  const claim = await open.claim(resultIds[0]);
  const holder = await open.owner.connect();
  try {
    await holder.query("begin");
    await holder.query("select from workflow_executions where id = $1 for update", [executionId]);
    const settling = Array.from({ length: 4 }, () =>
      open.ledger.settle({
        ...claim!,
        settlement: pictureSettled,
        picture: picture("same"),
        drawnInMs: 1,
      }),
    );
    await until("all wait for the execution's row", async () => {
      const { rows } = await open.owner.query<{ waiting: number }>(
        "select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      return rows[0]?.waiting === 4;
    });
    await holder.query("commit");
    const told = await Promise.all(settling);
    expect(told.map(({ is }) => is).toSorted()).toEqual([
      "settled",
      "unchanged",
      "unchanged",
      "unchanged",
    ]);
  } finally {
    holder.release();
  }
  expect((await open.find(executionId)).counts).toMatchObject({ completed: 1, costMicros: 40_000 });
});
