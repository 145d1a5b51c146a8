import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createRenditionStore } from "./rendition-store.ts";
import { openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterAll(() => open.close());

/** Settles a result of its own with a picture of that name, so long ago. */
async function drawn(name: string, ago: string) {
  const { resultIds } = await open.submitted({ prompts: ["a fox"] });
  const [resultId = ""] = resultIds;
  const claim = await open.claim(resultId);
  const settled = { settlement: pictureSettled, picture: picture(name), drawnInMs: 1 };
  await open.ledger.settle({ ...claim!, ...settled });
  await open.owner.query(
    "update workflow_batch_results set completed_at = now() - $2::interval where id = $1",
    [resultId, ago],
  );
  return { resultId, path: picture(name).path };
}

const made = { did: "made", thumbhash: "AAAA" } as const;
const takeThree = async (lendMs: number) => {
  const store = createRenditionStore(open.workers);
  const taken = [];
  for (let turn = 0; turn < 3; turn += 1) taken.push((await store.take({ lendMs }))?.path);
  return taken;
};

test("F14: the newest come first and are lent to one at a time; what waits to be drawn or came late as an extra wants no copies", async () => {
  const store = createRenditionStore(open.workers);
  const older = await drawn("older", "1 hour");
  const newer = await drawn("newer", "1 second");
  await open.submitted();
  await open.owner.query(
    "update workflow_batch_results set extra_paths = array['x/late.png'] where id = $1",
    [newer.resultId],
  );
  expect(await store.take({ lendMs: 0 })).toMatchObject({ path: newer.path, areMore: true });
  expect(await takeThree(60_000)).toEqual([newer.path, older.path, undefined]);
  expect(await store.note({ ...newer, note: made })).toBe(true);

  const failed = { did: "failed", tries: 1, againInMs: 0 } as const;
  expect(await store.note({ ...older, note: failed })).toBe(true);
  expect(await store.take({ lendMs: 0 })).toMatchObject({
    path: older.path,
    tries: 1,
    areMore: false,
  });
  await store.note({ ...older, note: { ...failed, tries: 2, againInMs: 60_000 } });
  expect(await store.take({ lendMs: 0 })).toBeNull();
  await store.note({ ...older, note: { did: "given_up", tries: 3, because: "It broke." } });
  expect(await store.take({ lendMs: 0 })).toBeNull();
});

test("F14: a picture that is lent for a moment only comes again", async () => {
  const one = await drawn("lent", "1 second");
  expect(await takeThree(0)).toEqual([one.path, one.path, one.path]);
  await createRenditionStore(open.workers).note({ ...one, note: made });
});

test("F14: a row that somebody else holds is passed over, not waited for", async () => {
  const [held, free] = [await drawn("held", "1 second"), await drawn("free", "1 minute")];
  const other = await open.owner.connect();
  await other.query("begin");
  await other.query("select from workflow_batch_results where id = $1 for update", [held.resultId]);
  const taken = await createRenditionStore(open.workers).take({ lendMs: 60_000 });
  await other.query("rollback");
  other.release();
  expect(taken?.path).toBe(free.path);
});

test("F14: what came of a picture that is gone, or is another by now, changes nothing and says so", async () => {
  const store = createRenditionStore(open.workers);
  const one = await drawn("kept", "1 second");
  expect(await store.note({ ...one, path: "another.png", note: made })).toBe(false);
  expect(await store.note({ ...one, resultId: randomUUID(), note: made })).toBe(false);
  const row = await open.owner.query("select thumbhash from workflow_batch_results where id = $1", [
    one.resultId,
  ]);
  expect(row.rows).toEqual([{ thumbhash: null }]);
});
