import { randomUUID } from "node:crypto";
import { cancel, refuseWhileOpen, retry } from "@bunch/core/executions/execution-state";
import type { AnalyticsAsked, AnalyticsView } from "@bunch/core/ports/analytics";
import { Problem } from "@bunch/core/problem";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { seededRandom } from "../../tools/chaos/seeded-random.ts";
import { awayFromMidnight } from "../../tools/testing/away-from-midnight.ts";
import { createTestDatabase } from "../../tools/testing/test-database.ts";
import { createAnalytics } from "./analytics.ts";
import { createAnalyticsSums } from "./analytics-sums.ts";
import { createExecutionRemover } from "./execution-remover.ts";
import { createExecutionStore } from "./execution-store.ts";
import { makeSubmission } from "./testing/make-submission.ts";
import { doubt, openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

const cameBy = { by: "local", ip: null } as const;
const refused: Settlement = {
  ...pictureSettled,
  outcome: "refused",
  costMicros: 7_003,
  result: { to: "failed", code: "refused", message: "No." },
};
let userId: string;
let bench: Awaited<ReturnType<typeof openLedger>>;

beforeAll(async () => {
  bench = await openLedger(await createTestDatabase(inject("postgres")), randomUUID());
});
afterAll(() => bench?.close());
beforeEach(awayFromMidnight);
beforeEach(async () => {
  userId = await aPerson();
});

async function aPerson(): Promise<string> {
  const id = randomUUID();
  await bench.owner.query("insert into auth.users (id) values ($1)", [id]);
  return id;
}

const dayOf = (daysBack: number) =>
  new Date(Date.now() - daysBack * 86_400_000).toISOString().slice(0, 10);

function sumsOf(over: Partial<AnalyticsAsked> = {}): Promise<AnalyticsView | null> {
  return createAnalytics(bench.api).sum({
    askerId: userId,
    userId,
    from: dayOf(5),
    to: dayOf(0),
    timeZone: "UTC",
    modelId: null,
    mostUsers: 20,
    ...over,
  });
}

async function submit(prompts: number, modelId = "simulator"): Promise<string> {
  const one = makeSubmission({
    userId,
    modelId,
    prompts: Array.from({ length: prompts }, (_, number) => `a fox, number ${number}`),
  });
  await createExecutionStore(bench.api).submit(one);
  return one.executionId;
}

async function drawNext(executionId: string, settlement: Settlement, drawnInMs = 8_700) {
  const next = await bench.owner.query<{ id: string }>(
    "select id from workflow_batch_results where execution_id = $1 and status = 'pending' order by batch_index limit 1",
    [executionId],
  );
  const claim = await bench.claim(next.rows[0]?.id ?? randomUUID());
  if (!claim) return null;
  await settle(claim.attemptId, settlement, drawnInMs);
  return claim.attemptId;
}

const settle = (attemptId: string, settlement: Settlement, drawnInMs = 8_700) =>
  bench.ledger.settle({
    attemptId,
    settlement,
    picture: settlement.result.to === "completed" ? picture(attemptId) : null,
    drawnInMs,
  });

const addUp = (most: number) => createAnalyticsSums(bench.workers).addUp({ most });

/** The same counted from every single call, so that no sum has a part in it. */
async function ledgerOf(from: string, to: string) {
  const found = await bench.owner.query<{
    calls: number;
    costMicros: number;
    possibleMicros: number;
    emptyMicros: number;
  }>(
    `with call as (
       select sent_at, outcome, cost_micros, case state when 'uncertain' then ceiling_micros else 0 end as possible_micros
       from result_attempts where user_id = $1 and ended_at is not null
       union all
       select sent_at, outcome, cost_micros, possible_micros from deleted_attempts where user_id = $1
     )
     select count(*)::int as calls, coalesce(sum(cost_micros), 0)::bigint as "costMicros",
       coalesce(sum(possible_micros), 0)::bigint as "possibleMicros",
       coalesce(sum(cost_micros) filter (where outcome <> 'picture'), 0)::bigint as "emptyMicros"
     from call where (sent_at at time zone 'UTC')::date between $2::date and $3::date`,
    [userId, from, to],
  );
  return found.rows[0];
}

const refusalOrThrow = (error: unknown) => {
  if (!(error instanceof Problem)) throw error;
};

test("A1, A2: whatever course batches take, the sums are the ledger's to the micro-dollar, in all, by day and by model", async () => {
  const random = seededRandom(20_261_130);
  const batches: string[] = [];
  const doubts: string[] = [];
  const seen = new Set<string>();
  const change = (executionId: string, decide: typeof retry) =>
    createExecutionStore(bench.api)
      .change({ userId, cameBy, executionId, decide, sealKey: null })
      .then(() => seen.add(decide.name), refusalOrThrow);
  const remove = (executionId: string) =>
    createExecutionRemover(bench.api)
      .remove({ userId, cameBy, executionId, refuse: refuseWhileOpen })
      .then((isGone) => isGone && seen.add("deleted"), refusalOrThrow);
  /** As if a call had been made some days ago. */
  const moveBack = async (executionId: string) => {
    const moved = await bench.owner.query(
      `update result_attempts set sent_at = sent_at - make_interval(days => $2)
       where execution_id = $1 and ended_at is not null and sent_at > now() - interval '1 day'`,
      [executionId, random.between(1, 4)],
    );
    if (moved.rowCount) seen.add("moved back");
  };

  for (let step = 0; step < 400; step += 1) {
    const executionId = batches.length > 0 ? random.pick(batches) : null;
    const roll = random.next();
    if (!executionId || roll < 0.12)
      batches.push(
        await submit(random.between(1, 4), random.pick(["simulator", "gemini-3-pro-image"])),
      );
    else if (roll < 0.6) {
      const settlement = random.pick([pictureSettled, pictureSettled, refused, doubt]);
      const attemptId = await drawNext(executionId, settlement);
      if (attemptId && settlement === doubt) doubts.push(attemptId);
    } else if (roll < 0.75) {
      const attemptId = doubts.splice(random.between(0, doubts.length), 1)[0];
      if (attemptId) {
        const { is } = await settle(attemptId, { ...pictureSettled, costMicros: 33_001 });
        seen.add(`late: ${is}`);
      }
    } else if (roll < 0.84) await change(executionId, retry);
    else if (roll < 0.88) await change(executionId, cancel);
    else if (roll < 0.92) await remove(executionId);
    else if (roll < 0.96) await moveBack(executionId);
    else if ((await addUp(random.between(1, 40))) > 0) seen.add("added up");
    if (step % 20 !== 19) continue;

    const sums = await sumsOf();
    const ledger = await ledgerOf(dayOf(5), dayOf(0));
    expect(sums?.total, `after step ${step}`).toMatchObject(ledger ?? {});
    for (const day of sums?.days ?? [])
      expect(day, `after step ${step}`).toMatchObject((await ledgerOf(day.day, day.day)) ?? {});
    const spent = (lines: readonly { costMicros: number }[] = []) =>
      lines.reduce((sum, { costMicros }) => sum + costMicros, 0);
    expect(spent(sums?.models)).toBe(ledger?.costMicros);
    const lines = await createAnalytics(bench.api).lines({
      askerId: userId,
      userId,
      from: dayOf(5),
      to: dayOf(0),
      timeZone: "UTC",
      modelId: null,
    });
    expect(spent(lines ?? [])).toBe(ledger?.costMicros);
  }
  expect([...seen].toSorted()).toEqual([
    "added up",
    "cancel",
    "deleted",
    "late: deleted",
    "late: settled",
    "moved back",
    "retry",
  ]);
}, 120_000);

test("A2, A3: pictures and failures are those of the results, with why they failed and how long they took; a model is chosen, and a retry that works fails no more", async () => {
  const first = await submit(4);
  await drawNext(first, pictureSettled, 2000);
  await drawNext(first, pictureSettled, 4000);
  await drawNext(first, refused);
  await drawNext(first, refused);
  const other = await submit(1, "gemini-3-pro-image");
  await drawNext(other, pictureSettled, 20_000);
  await addUp(3);

  const all = await sumsOf();
  expect(all?.total).toMatchObject({ pictures: 3, failed: 2, calls: 5, emptyMicros: 14_006 });
  expect(all?.reasons).toEqual([{ code: "refused", results: 2 }]);
  expect(all?.models.map(({ model, pictures }) => [model, pictures])).toEqual([
    ["simulator", 2],
    ["gemini-3-pro-image", 1],
  ]);
  expect(all?.days).toHaveLength(6);
  expect(all?.days.at(-1)).toMatchObject({ day: dayOf(0), pictures: 3 });
  const times = (all?.took ?? []).map(({ took, many }) => [Math.round(1.05 ** took), many]);
  expect(times.map(([, many]) => many)).toEqual([1, 1, 1]);
  const chosen = await sumsOf({ modelId: "gemini-3-pro-image" });
  expect(chosen?.total).toMatchObject({ pictures: 1, failed: 0, costMicros: 40_000 });
  expect(chosen?.models).toHaveLength(2);

  await createExecutionStore(bench.api).change({
    userId,
    cameBy,
    executionId: first,
    decide: retry,
    sealKey: null,
  });
  await drawNext(first, pictureSettled, 3000);
  const later = await sumsOf();
  expect(later?.total).toMatchObject({ pictures: 4, failed: 0, calls: 6, emptyMicros: 14_006 });
  // One of the two waits to be drawn again.
  expect(later?.reasons).toEqual([]);
});

test("A2: a call counts on the day that it was where the reader is", async () => {
  const id = await submit(1);
  await drawNext(id, pictureSettled);
  await bench.owner.query(
    `update result_attempts set sent_at = '2026-03-28T23:50:00Z' where execution_id = $1`,
    [id],
  );
  const day = async (timeZone: string) =>
    (await sumsOf({ from: "2026-03-27", to: "2026-03-30", timeZone }))?.days.find(
      ({ calls }) => calls === 1,
    )?.day;
  expect(await day("UTC")).toBe("2026-03-28");
  expect(await day("Europe/Paris")).toBe("2026-03-29");
  expect(await day("Asia/Kathmandu")).toBe("2026-03-29");
  expect(await day("America/New_York")).toBe("2026-03-28");
  await expect(day("Mars/Olympus")).rejects.toMatchObject({ code: "bad_request" });
});

test("A4: nobody sees what others spent but admins, one by one or all of it", async () => {
  const id = await submit(1);
  await drawNext(id, pictureSettled);
  await addUp(1);
  const [stranger, admin] = [await aPerson(), await aPerson()];
  await bench.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  expect(await sumsOf({ askerId: stranger })).toBeNull();
  expect(await sumsOf({ askerId: stranger, userId: null })).toBeNull();
  expect((await sumsOf({ askerId: stranger, userId: stranger }))?.total.calls).toBe(0);
  expect((await sumsOf({ askerId: admin }))?.total.calls).toBe(1);
  const everybody = await sumsOf({ askerId: admin, userId: null });
  expect(everybody?.users?.find((one) => one.id === userId)).toMatchObject({
    calls: 1,
    costMicros: 40_000,
    email: null,
  });
  expect((await sumsOf())?.users).toBeNull();
});

test("A1: what is told of somebody who is gone is dropped, and workers that add up at once count nothing twice", async () => {
  const id = await submit(3);
  for (let drawn = 0; drawn < 3; drawn += 1) await drawNext(id, pictureSettled);
  await bench.owner.query(
    `insert into analytics_news (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
     values ($1, now(), 'simulator', 'call', 'picture', -1, 1, 1, 0)`,
    [randomUUID()],
  );
  await Promise.all(Array.from({ length: 8 }, () => addUp(2)));
  while ((await addUp(100)) > 0);
  expect((await sumsOf())?.total).toMatchObject({ pictures: 3, calls: 3, costMicros: 120_000 });
  const { rows } = await bench.owner.query<{ left: number }>(
    "select count(*)::int as left from analytics_news",
  );
  expect(rows).toEqual([{ left: 0 }]);
});
