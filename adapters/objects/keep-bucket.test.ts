import { afterEach, beforeEach, expect, test } from "vitest";
import { pictureBucket } from "./ensure-bucket.ts";
import { keepBucket } from "./keep-bucket.ts";
import { openStub, picturePath, stubBucket } from "./testing/open-stub.ts";

const signal = new AbortController().signal;
let stub: Awaited<ReturnType<typeof openStub>>;
let said: string[];
beforeEach(async () => {
  stub = await openStub();
  said = [];
});
afterEach(() => stub.stop());

const say = (_: unknown, sentence: string) => void said.push(sentence);
const keep = (isPublic: boolean, mayTurn = true) =>
  keepBucket(stub.line, {
    objects: stub.objects,
    wish: { ...pictureBucket, isPublic, mayTurn },
    log: { info: say, warn: say, error: say },
  });
const bytes = Buffer.from("fox");
const picture = { path: picturePath(1), bytes, contentType: "image/png", signal };
const isPublic = () => stub.server.state.buckets.get(stubBucket)?.public;

test("O9: a public bucket is turned private at the start and back again, each with a sentence; then nothing is said", async () => {
  await keep(false);
  expect(isPublic()).toBe(false);
  await keep(true);
  expect(isPublic()).toBe(true);
  await keep(true);
  expect(said).toEqual([
    "The bucket at Supabase was turned private, as STORAGE_PRIVATE says.",
    "The bucket at Supabase was turned public, as STORAGE_PRIVATE says.",
  ]);
});

test("O9: while Storage is away the start goes on, and no picture is put before the bucket is private", async () => {
  stub.faults.isAway = true;
  const objects = await keep(false);
  expect(said).toEqual([expect.stringContaining("pictures wait until it does")]);
  await expect(objects.put(picture)).rejects.toMatchObject({ kind: "unreachable" });
  stub.faults.isAway = false;
  stub.server.requests.length = 0;
  await objects.put(picture);
  expect(isPublic()).toBe(false);
  expect(stub.server.requests.map(({ method }) => method)).toEqual(["GET", "PUT", "POST"]);
  await objects.put({ ...picture, path: picturePath(2) });
  expect(stub.server.requests).toHaveLength(4);
});
