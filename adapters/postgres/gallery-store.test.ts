import { randomUUID } from "node:crypto";
import { cancel } from "@bunch/core/executions/execution-state";
import type { RatingChange } from "@bunch/core/ports/gallery-store";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { until } from "../../tools/testing/until.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createGalleryStore } from "./gallery-store.ts";
import { sqlOf } from "./migration-files.ts";
import { batchesSearchedAtOnce } from "./search-history.ts";
import { openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

const userId = testUserId;
let open: Awaited<ReturnType<typeof openLedger>>;
let gallery: ReturnType<typeof createGalleryStore>;

beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), userId);
  gallery = createGalleryStore(open.api);
});
afterAll(() => open?.close());

const outline = (executionId: string, over: Partial<Parameters<typeof gallery.outline>[0]> = {}) =>
  gallery.outline({ userId, executionId, from: 0, limit: 100, search: null, ...over });
const stars = (resultId: string, count: number | null): RatingChange => ({
  resultId,
  stars: count,
  rejected: "as_it_is",
});
const threePrompts = ["a red fox", "a blue hare", "a red bear"];
const variations = { aspectRatio: "1:1", imageSize: "1K", variations: 2, seed: null };

async function draw(resultId: string | undefined, name = `${resultId}`) {
  const claim = await open.claim(resultId);
  if (!claim) throw new Error(`${resultId} could not be claimed.`);
  await open.ledger.settle({
    ...claim,
    settlement: pictureSettled,
    picture: picture(name),
    drawnInMs: 1,
  });
}

/** A batch whose pictures are all drawn. */
async function drawn(prompts = ["a fox", "a bear"]) {
  const one = await open.submitted({ prompts });
  for (const resultId of one.resultIds) await draw(resultId);
  return one;
}

/** All of it but the ratings: what a rating must not touch. */
async function flowOf(executionId: string) {
  const { rows } = await open.owner.query(
    `select to_jsonb(e) as execution,
       (select jsonb_agg(to_jsonb(r) - '{rating,rejected}'::text[] order by r.id) from workflow_batch_results r where r.execution_id = e.id) as results,
       (select jsonb_agg(to_jsonb(a) order by a.id) from result_attempts a where a.execution_id = e.id) as attempts,
       (select jsonb_agg(to_jsonb(v) order by v.sequence) from execution_events v where v.execution_id = e.id) as events
     from workflow_executions e where e.id = $1`,
    [executionId],
  );
  return rows;
}

test("X20: each slot has a character for its state, prompt by prompt and picture by picture", async () => {
  const { executionId, resultIds } = await open.submitted({
    prompts: ["1", "2", "3", "4"],
    settings: variations,
  });
  expect(await outline(executionId)).toEqual({
    from: 0,
    count: 8,
    lastSequence: 1,
    states: "pppppppp",
    ratings: "00000000",
    found: null,
  });
  const set = (place: number, what: string) =>
    open.owner.query(`update workflow_batch_results set ${what} where id = $1`, [resultIds[place]]);
  await set(1, "status = 'processing'");
  await set(2, "status = 'completed', object_path = 'x/2.png', rating = 5");
  await set(3, "status = 'failed', error_code = 'no_picture'");
  await set(4, "status = 'failed', error_code = 'refused'");
  await set(5, "status = 'cancelled'");
  await set(6, "undecided = true");
  await set(7, "status = 'completed', object_path = 'x/7.png', rating = 1, rejected = true");
  expect(await outline(executionId)).toMatchObject({ states: "prcfmxuc", ratings: "0050000x" });
});

test("X20: windows meet without gap or repeat, begin in the middle of a prompt too, and are empty beyond the end", async () => {
  const { executionId, resultIds } = await open.submitted({
    prompts: threePrompts,
    settings: variations,
  });
  await draw(resultIds[3]);
  const windows = [];
  for (const from of [0, 1, 2, 3, 4, 5, 6, 999_999_999])
    windows.push(await outline(executionId, { from, limit: 2 }));
  expect(windows.map((one) => one?.states)).toEqual(["pp", "pp", "pc", "cp", "pp", "p", "", ""]);
  expect(windows.map((one) => one?.from)).toEqual([0, 1, 2, 3, 4, 5, 6, 999_999_999]);
  expect(new Set(windows.map((one) => one?.count))).toEqual(new Set([6]));
});

test("X20: a search tells the slots of the window whose prompts hold the text", async () => {
  const { executionId } = await open.submitted({ prompts: threePrompts, settings: variations });
  const found = async (search: string, from = 0) =>
    (await outline(executionId, { search, from }))?.found;
  expect(await found("RÉD")).toEqual([0, 1, 4, 5]);
  expect(await found("red", 1)).toEqual([1, 4, 5]);
  expect(await found("nothing")).toEqual([]);
  expect(await found(" ")).toBeNull();
  expect((await outline(executionId, { search: "red" }))?.states).toBe("pppppp");
});

test("X20: results begin at any slot and go on from there", async () => {
  const { executionId } = await open.submitted({ prompts: threePrompts, settings: variations });
  const page = (fromSlot: number | null, cursor: string | null = null) =>
    open.views.results({ userId, executionId, status: null, fromSlot, limit: 2, cursor });
  for (const slot of [0, 1, 2, 3, 4]) {
    const places = (await page(slot))?.items.map((one) => one.batchIndex * 2 + one.variation);
    expect(places).toEqual([slot, slot + 1]);
  }
  const first = await page(3);
  const next = await page(null, first?.next ?? null);
  expect(next?.items.map((one) => [one.batchIndex, one.variation])).toEqual([[2, 1]]);
  expect((await page(6))?.items).toEqual([]);
  expect((await page(999_999_999))?.items).toEqual([]);
});

test("X19: a rating changes nothing else, and tells how many were otherwise before", async () => {
  const { executionId, resultIds } = await drawn();
  const [one = "", two = ""] = resultIds;
  const before = await flowOf(executionId);
  const rate = (changes: RatingChange[]) => gallery.rate({ userId, executionId, changes });
  expect(await rate([stars(one, 5), stars(two, null)])).toEqual({ is: "rated", changed: 1 });
  expect(await rate([stars(one, 5)])).toEqual({ is: "rated", changed: 0 });
  const aside: RatingChange = { resultId: two, stars: "as_it_is", rejected: true };
  expect(await rate([aside])).toEqual({ is: "rated", changed: 1 });
  expect(await rate([{ ...aside, stars: 2 }])).toEqual({ is: "rated", changed: 1 });
  expect(await rate([{ resultId: one, stars: "as_it_is", rejected: "as_it_is" }])).toEqual({
    is: "rated",
    changed: 0,
  });
  expect((await outline(executionId))?.ratings).toBe("5x");
  const page = { userId, executionId, status: null, fromSlot: null, limit: 9, cursor: null };
  const items = (await open.views.results(page))?.items ?? [];
  expect(items.map(({ rating, rejected }) => [rating, rejected])).toEqual([
    [5, false],
    [2, true],
  ]);
  expect(await flowOf(executionId)).toEqual(before);
});

test("X19: one that has no picture, or is not of this batch, refuses all of them", async () => {
  const { executionId, resultIds } = await open.submitted();
  const [one = "", two = ""] = resultIds;
  await draw(one);
  const strange = (await drawn()).resultIds[0] ?? "";
  const rate = (...ids: string[]) =>
    gallery.rate({ userId, executionId, changes: ids.map((id) => stars(id, 3)) });
  expect(await rate(one, two)).toEqual({ is: "no_picture", count: 1, of: 2 });
  expect(await rate(one, strange)).toEqual({ is: "not_of_batch", count: 1, of: 2 });
  expect(await rate(one, randomUUID())).toEqual({ is: "not_of_batch", count: 1, of: 2 });
  expect((await outline(executionId))?.ratings).toBe("00");
});

test("X19: another's pictures are not rated, nor their batches renamed, whoever knows their ids", async () => {
  const { executionId, resultIds } = await drawn();
  const stranger = randomUUID();
  await open.owner.query("insert into auth.users (id) values ($1)", [stranger]);
  await open.owner.query("insert into user_roles (user_id, role) values ($1, 'admin')", [stranger]);
  const before = await flowOf(executionId);
  const changes = [stars(resultIds[0] ?? "", 1)];
  expect(await gallery.rate({ userId: stranger, executionId, changes })).toEqual({
    is: "no_batch",
  });
  expect(await gallery.rename({ userId: stranger, executionId, name: "x" })).toBe(false);
  // Through a batch of the stranger's own as little.
  const own = await open.submitted({ userId: stranger });
  expect(await gallery.rate({ ...own, userId: stranger, changes })).toMatchObject({
    is: "not_of_batch",
  });
  expect(await flowOf(executionId)).toEqual(before);
  expect((await outline(executionId))?.ratings).toBe("00");
  // An admin looks all the same.
  expect(await outline(executionId, { userId: stranger })).toMatchObject({ states: "cc" });
  await open.owner.query("delete from user_roles where user_id = $1", [stranger]);
  expect(await outline(executionId, { userId: stranger })).toBeNull();
});

test("X19: pictures are rated while their batch is drawn, by several at once in any order, and all comes out right", async () => {
  const prompts = Array.from({ length: 24 }, (_, n) => `a fox, number ${n}`);
  const { executionId, resultIds } = await open.submitted({ prompts });
  const [first, rest] = [resultIds.slice(0, 12), resultIds.slice(12)];
  for (const resultId of first) await draw(resultId);
  const rateAll = async (turn: number) => {
    const ids = turn % 2 ? first.toReversed() : first;
    for (let round = 1; round <= 5; round += 1) {
      const changes = ids.map((id) => stars(id, round));
      expect((await gallery.rate({ userId, executionId, changes })).is).toBe("rated");
    }
  };
  await Promise.all([
    ...[0, 1, 2, 3].map(rateAll),
    ...rest.map((resultId) => draw(resultId)),
    gallery.rename({ userId, executionId, name: "while it runs" }),
  ]);
  expect(await open.find(executionId)).toMatchObject({
    name: "while it runs",
    status: "completed",
    counts: { completed: 24, costMicros: 24 * pictureSettled.costMicros },
  });
  expect((await outline(executionId))?.ratings).toBe("5".repeat(12) + "0".repeat(12));
});

test("X19: a rating waits for who holds the batch, and finds it gone or as it then is", async () => {
  const { executionId, resultIds } = await drawn();
  const holder = await open.owner.connect();
  try {
    await holder.query("begin");
    await holder.query("select from workflow_executions where id = $1 for update", [executionId]);
    await holder.query("delete from workflow_executions where id = $1", [executionId]);
    const rating = gallery.rate({ userId, executionId, changes: [stars(resultIds[0] ?? "", 1)] });
    await until("it waits", async () => {
      const waits = await open.owner.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return waits.rowCount === 1;
    });
    await holder.query("commit");
    expect(await rating).toEqual({ is: "no_batch" });
  } finally {
    holder.release();
  }
});

test("X19: no rating outlives its picture, and nothing without a picture has one", async () => {
  const { executionId, resultIds } = await drawn();
  const [one = "", two = ""] = resultIds;
  const both = [one, two].map((resultId) => ({ resultId, stars: 4, rejected: true }));
  await gallery.rate({ userId, executionId, changes: both });
  // Nothing does so today.
  await open.workers.query(
    "update workflow_batch_results set object_path = 'x/new.png' where id = $1",
    [one],
  );
  await open.workers.query(
    "update workflow_batch_results set object_path = object_path where id = $1",
    [two],
  );
  const found = await open.owner.query(
    "select rating, rejected from workflow_batch_results where id = any ($1) order by batch_index",
    [[one, two]],
  );
  expect(found.rows).toEqual([
    { rating: null, rejected: false },
    { rating: 4, rejected: true },
  ]);
  const waiting = (await open.submitted()).resultIds[0];
  for (const set of ["rating = 3", "rejected = true"])
    await expect(
      open.owner.query(`update workflow_batch_results set ${set} where id = $1`, [waiting]),
    ).rejects.toThrow("only_pictures_are_rated");
  await expect(
    open.owner.query("update workflow_batch_results set rating = 6 where id = $1", [two]),
  ).rejects.toThrow("rating_check");
});

test("X19: an event that is told late has the rating of now, and keeps none itself", async () => {
  const { executionId, resultIds } = await drawn(["a fox"]);
  const changes = [{ resultId: resultIds[0] ?? "", stars: 2, rejected: true }];
  await gallery.rate({ userId, executionId, changes });
  const events = await open.views.eventsAfter({
    userId,
    ownerId: userId,
    executionId,
    sequence: 0,
    limit: 100,
  });
  const completed = events.find(({ type }) => type === "result.completed");
  expect(completed?.result).toMatchObject({ rating: 2, rejected: true });
  const kept = await open.owner.query(
    "select from execution_events where execution_id = $1 and data -> 'result' ?| '{rating,rejected}'",
    [executionId],
  );
  expect(kept.rowCount).toBe(0);
});

test("X21: a batch is found by its name, its model and its first three prompts, newest first, page by page and by state", async () => {
  const person = randomUUID();
  await open.owner.query("insert into auth.users (id) values ($1)", [person]);
  const submitted = async (over: Parameters<typeof open.submitted>[0]) =>
    (await open.submitted({ userId: person, ...over })).executionId;
  const named = await submitted({ name: "Été à la mer", prompts: ["x"] });
  const third = await submitted({ prompts: ["1", "2", "by the MER", "4"] });
  const fourth = await submitted({ prompts: ["1", "2", "3", "la mer"], modelId: "mermaid" });
  const other = await submitted({ prompts: ["1", "2", "3", "la mer"] });
  const cameBy = { by: "local", ip: null } as const;
  await createExecutionStore(open.api).change({
    userId: person,
    cameBy,
    executionId: third,
    decide: cancel,
    sealKey: null,
  });
  const list = async (over: Partial<Parameters<typeof open.views.list>[0]>) => {
    const page = { userId: person, status: null, limit: 10, cursor: null };
    const found = await open.views.list({ ...page, search: "mer", ...over });
    return { ids: found.items.map(({ id }) => id), next: found.next };
  };
  expect((await list({})).ids).toEqual([fourth, third, named]);
  const first = await list({ limit: 2 });
  expect(first.ids).toEqual([fourth, third]);
  expect((await list({ cursor: first.next })).ids).toEqual([named]);
  expect((await list({ status: "cancelled" })).ids).toEqual([third]);
  expect((await list({ search: "ete a la" })).ids).toEqual([named]);
  expect((await list({ search: "m.r" })).ids).toEqual([]);
  expect((await list({ search: " " })).ids).toEqual([other, fourth, third, named]);
  expect((await list({ userId })).ids).not.toContain(named);
});

test("X21: a look through thousands of batches goes on from page to page, and finds each once", async () => {
  const person = randomUUID();
  await open.owner.query("insert into auth.users (id) values ($1)", [person]);
  const { executionId } = await open.submitted({ userId: person, name: "the first wombat" });
  const many = batchesSearchedAtOnce + 50;
  await open.owner.query(
    `insert into workflow_executions (id, workflow_id, user_id, name, model, settings, estimate, prompts_count, results_count,
       pending_count, completed_count, created_at, completed_at)
     select gen_random_uuid(), workflow_id, user_id,
       case when n in (${batchesSearchedAtOnce + 20}, ${batchesSearchedAtOnce + 30}) then 'an OLD wombat' end, model, settings,
       estimate, 1, 1, 0, 1, now() - n * interval '1 minute', now()
     from workflow_executions, generate_series(1, ${many}) n where id = $1`,
    [executionId],
  );
  const list = (search: string, cursor: string | null, status: "completed" | null = null) =>
    open.views.list({ userId: person, status, search, limit: 10, cursor });
  const first = await list("wombat", null);
  expect(first.items.map(({ name }) => name)).toEqual(["the first wombat"]);
  const rest = await list("wombat", first.next);
  expect(rest.items.map(({ name }) => name)).toEqual(["an OLD wombat", "an OLD wombat"]);
  expect(rest.next).toBeNull();
  expect(first.next).not.toBeNull();
  // What none holds is looked for to the end, and a page that fills comes before the look is over.
  const nothing = await list("quokka", null);
  expect(nothing.items).toEqual([]);
  expect((await list("quokka", nothing.next)).next).toBeNull();
  const full = await list("simulator", null, "completed");
  expect(full.items).toHaveLength(10);
  expect((await list("simulator", full.next, "completed")).items).toHaveLength(10);
});

test("X21: a new name is found, the one before no more, and what the migration finds is what was kept since", async () => {
  const person = randomUUID();
  await open.owner.query("insert into auth.users (id) values ($1)", [person]);
  const { executionId } = await open.submitted({
    userId: person,
    name: "Été",
    prompts: ["Un\u00a0LOUP  gris", "ΑΘΗΝΑ", "Жар-птица", "a fourth"],
  });
  const found = async (search: string) =>
    (await open.views.list({ userId: person, status: null, search, limit: 5, cursor: null })).items
      .length;
  await gallery.rename({ userId: person, executionId, name: "Hiver" });
  for (const search of ["HIVER", "loup gris", "αθηνα", "жар-ПТИЦА", "simulator"])
    expect(await found(search), search).toBe(1);
  for (const search of ["été", "fourth", "hiver simulator", "%"])
    expect(await found(search), search).toBe(0);
  await gallery.rename({ userId: person, executionId, name: null });
  expect(await found("hiver")).toBe(0);
  const lines = () => open.owner.query("select * from searched_texts where user_id = $1", [person]);
  const kept = (await lines()).rows;
  const sql = await sqlOf({ file: "20261129000110_searched_texts.sql", version: "", name: "" });
  await open.owner.query("delete from searched_texts");
  await open.owner.query(sql.slice(sql.lastIndexOf("insert into public.searched_texts")));
  expect((await lines()).rows).toEqual(kept);
});
