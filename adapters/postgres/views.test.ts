import { randomUUID } from "node:crypto";
import type { ExecutionStatus } from "@bunch/contracts/execution";
import type { Page } from "@bunch/core/ports/execution-views";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createExecutionViews } from "./execution-views.ts";
import { createPool, type Pool } from "./pools.ts";
import { makeSubmission } from "./testing/make-submission.ts";

const userId = testUserId;
const another = randomUUID();
let api: Pool;
let owner: Pool;
let drop: () => Promise<void>;
let views: ReturnType<typeof createExecutionViews>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 4, onError });
  owner = createPool({ connectionString, role: null, most: 1, onError });
  views = createExecutionViews(api);
  await owner.query("insert into auth.users (id) values ($1)", [another]);
});

afterAll(async () => {
  await Promise.all([api, owner].map((pool) => pool?.end()));
  await drop?.();
});

async function submitted(over: Partial<Parameters<typeof makeSubmission>[0]> = {}) {
  const submission = makeSubmission({ userId, ...over });
  await createExecutionStore(api).submit(submission);
  return submission.executionId;
}

/** All pages one after the other; a page may only be followed by another, never by itself. */
async function walk<Item>(page: (cursor: string | null) => Promise<Page<Item> | null>) {
  const pages: Item[][] = [];
  const cursors = new Set<string | null>();
  for (let cursor: string | null = null; pages.length < 1000;) {
    expect(cursors).not.toContain(cursor);
    cursors.add(cursor);
    const got = await page(cursor);
    if (!got) throw new Error("no such execution");
    pages.push(got.items);
    if (got.next === null) break;
    cursor = got.next;
  }
  return pages;
}

describe("the list of batches", () => {
  test("pages through batches of one same microsecond without a gap or a repeat, newest first", async () => {
    const person = randomUUID();
    await owner.query("insert into auth.users (id) values ($1)", [person]);
    const ids: string[] = [];
    for (let number = 0; number < 11; number += 1) ids.push(await submitted({ userId: person }));
    const [oldest = "", newest = "", ...same] = ids;
    const at = (id: string, time: string) =>
      owner.query("update workflow_executions set created_at = $2 where id = $1", [id, time]);
    await at(oldest, "2026-01-01T00:00:00.000001Z");
    await at(newest, "2026-01-01T00:00:00.000003Z");
    for (const id of same) await at(id, "2026-01-01T00:00:00.000002Z");
    const wanted = [newest, ...same.toSorted().toReversed(), oldest];
    for (const limit of [1, 2, 3, 10, 11, 100]) {
      const pages = await walk((cursor) =>
        views.list({ userId: person, status: null, search: null, limit, cursor }),
      );
      expect(pages.flat().map(({ id }) => id)).toEqual(wanted);
      expect(pages.map(({ length }) => length).slice(0, -1)).toEqual(
        Array.from({ length: Math.ceil(11 / limit) - 1 }, () => limit),
      );
    }
  });

  test("a batch that comes between two pages shifts nothing", async () => {
    const person = randomUUID();
    await owner.query("insert into auth.users (id) values ($1)", [person]);
    const first = await submitted({ userId: person });
    const second = await submitted({ userId: person });
    const ask = (cursor: string | null) =>
      views.list({ userId: person, status: null, search: null, limit: 1, cursor });
    const page = await ask(null);
    expect(page.items.map(({ id }) => id)).toEqual([second]);
    await submitted({ userId: person });
    expect((await ask(page.next)).items.map(({ id }) => id)).toEqual([first]);
  });

  test("the filter shows one state only, page by page", async () => {
    const ids = [await submitted(), await submitted(), await submitted()];
    await owner.query(
      `update workflow_executions set paused_reason = '{"code": "user", "message": "", "until": null}' where id = any ($1)`,
      [ids.slice(0, 2)],
    );
    const idsOf = async (status: ExecutionStatus) =>
      (await walk((cursor) => views.list({ userId, status, search: null, limit: 1, cursor })))
        .flat()
        .map(({ id }) => id);
    expect(await idsOf("paused")).toEqual(ids.slice(0, 2).toReversed());
    expect(await idsOf("pending")).toContain(ids[2]);
    expect(await idsOf("pending")).not.toContain(ids[0]);
    expect(await idsOf("completed")).toEqual([]);
  });
});

describe("the results of a batch", () => {
  test("come by prompt, then variation, whatever the size of the page", async () => {
    const executionId = await submitted({
      prompts: Array.from({ length: 12 }, (_, index) => `prompt ${index}`),
      settings: { aspectRatio: "1:1", imageSize: "1K", variations: 3, seed: null },
    });
    const wanted = Array.from({ length: 36 }, (_, place) => [Math.floor(place / 3), place % 3]);
    for (const limit of [1, 2, 7, 35, 36, 37]) {
      const pages = await walk((cursor) =>
        views.results({ userId, executionId, status: null, fromSlot: null, limit, cursor }),
      );
      expect(pages.flat().map((item) => [item.batchIndex, item.variation])).toEqual(wanted);
      expect(pages).toHaveLength(Math.ceil(36 / limit));
    }
  });

  test("the filter pages within what it shows", async () => {
    const executionId = await submitted({ prompts: ["a", "b", "c", "d", "e"] });
    await owner.query(
      `update workflow_batch_results set status = 'failed', error_code = 'refused', error_message = 'No.'
       where execution_id = $1 and batch_index in (1, 2, 4)`,
      [executionId],
    );
    const failed = await walk((cursor) =>
      views.results({ userId, executionId, status: "failed", fromSlot: null, limit: 2, cursor }),
    );
    expect(failed.map((page) => page.map(({ prompt }) => prompt))).toEqual([["b", "c"], ["e"]]);
    expect(failed[0]?.[0]).toMatchObject({ errorCode: "refused", errorMessage: "No." });
    const completed = await walk((cursor) =>
      views.results({ userId, executionId, status: "completed", fromSlot: null, limit: 2, cursor }),
    );
    expect(completed).toEqual([[]]);
  });
});

describe("what is another's, or nowhere", () => {
  test("an id of another person's is as unknown as one that never was", async () => {
    const executionId = await submitted();
    for (const which of [
      { userId: another, executionId },
      { userId, executionId: randomUUID() },
    ]) {
      expect(await views.find(which)).toBeNull();
      expect(
        await views.results({ ...which, status: null, fromSlot: null, limit: 10, cursor: null }),
      ).toBeNull();
      for (const ownerId of [which.userId, userId])
        expect(await views.eventsAfter({ ...which, ownerId, sequence: 0, limit: 10 })).toEqual([]);
    }
    const page = await views.list({
      userId: another,
      status: null,
      search: null,
      limit: 100,
      cursor: null,
    });
    expect(page).toEqual({ items: [], next: null });
  });

  const id = randomUUID();
  test.each([
    "",
    "x",
    "0",
    "0_",
    "-1_0",
    "1_0; drop table workflows",
    "99999999999_0",
    id,
    `1_${id}x`,
    `_${id}`,
    `-1_${id}`,
    `1e9_${id}`,
    `${"9".repeat(18)}_${id}`,
    `2026-01-01T00:00:00.000000Z_${id}`,
  ])("a cursor that is none of ours is refused with its field: %s", async (cursor) => {
    const executionId = await submitted();
    const refused = { name: "Problem", code: "bad_request", details: { field: "cursor" } };
    await expect(
      views.list({ userId, status: null, search: null, limit: 10, cursor }),
    ).rejects.toMatchObject(refused);
    await expect(
      views.results({ userId, executionId, status: null, fromSlot: null, limit: 10, cursor }),
    ).rejects.toMatchObject(refused);
  });
});

test("a cursor of ours that somebody changed shows a page or none, and breaks nothing", async () => {
  const [first, last] = [`0_${randomUUID()}`, `${"9".repeat(17)}_${randomUUID()}`];
  const of = (cursor: string) =>
    views.list({ userId, status: null, search: null, limit: 100, cursor });
  expect((await of(first)).items).toEqual([]);
  const newest = await views.list({ userId, status: null, search: null, limit: 100, cursor: null });
  expect((await of(last)).items).toEqual(newest.items);
});

describe("the events of a batch", () => {
  test("I7: those after a sequence come in order, no further than asked for, and none comes twice", async () => {
    const executionId = await submitted();
    await owner.query(
      `insert into execution_events (execution_id, sequence, user_id, type, data)
       select execution_id, n, user_id, type, data || jsonb_build_object('status', 'processing')
       from execution_events, generate_series(2, 60) n where execution_id = $1 and sequence = 1`,
      [executionId],
    );
    const after = async (sequence: number, limit: number) =>
      (await views.eventsAfter({ userId, ownerId: userId, executionId, sequence, limit })).map(
        (event) => event.sequence,
      );
    expect(await after(0, 3)).toEqual([1, 2, 3]);
    expect(await after(3, 2)).toEqual([4, 5]);
    expect(await after(58, 10)).toEqual([59, 60]);
    expect(await after(60, 10)).toEqual([]);
    const all: number[] = [];
    while (all.length < 60) all.push(...(await after(all.at(-1) ?? 0, 7)));
    expect(all).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  test("the last sequences of many batches come in one answer, unknown ones left out", async () => {
    const ids = [await submitted(), await submitted()];
    const last = await views.lastSequences({ executionIds: [...ids, randomUUID()] });
    expect([...last].toSorted()).toEqual(ids.map((id) => [id, 1]).toSorted());
    expect(await views.lastSequences({ executionIds: [] })).toEqual(new Map());
  });
});
