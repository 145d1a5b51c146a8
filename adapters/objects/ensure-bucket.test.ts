import { CannotStart } from "@bunch/core/cannot-start";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureBucket, pictureBucket } from "./ensure-bucket.ts";
import { openStub, picturePath } from "./testing/open-stub.ts";
import { stubKeys } from "./testing/storage-server.ts";

const signal = new AbortController().signal;
let stub: Awaited<ReturnType<typeof openStub>>;
beforeEach(async () => {
  stub = await openStub();
  stub.server.state.buckets.clear();
});
afterEach(() => stub.stop());

const ensure = (isPublic: boolean, line = stub.line, mayTurn = false) =>
  ensureBucket(line, { wish: { ...pictureBucket, isPublic, mayTurn }, signal });
const bucket = () => stub.server.state.buckets.get("workflow-results");
const id = "workflow-results";

test.each([true, false])("O7: a missing bucket is made (public: %s)", async (isPublic) => {
  expect(await ensure(isPublic)).toBe("was made");
  expect(bucket()).toMatchObject({
    public: isPublic,
    file_size_limit: 52_428_800,
    allowed_mime_types: ["image/png", "image/jpeg", "image/webp"],
  });
  expect(await ensure(isPublic)).toBe("was there");
  const bytes = Buffer.from("x");
  const put = { path: picturePath(1), bytes, contentType: "image/webp", signal };
  await stub.objects.put(put);
});

test("O7: ten who start at once make one bucket", async () => {
  const ends = await Promise.all(Array.from({ length: 10 }, () => ensure(true)));
  expect(ends.filter((end) => end === "was made")).toHaveLength(1);
});

test.each([
  [{ public: false }, true, /is private, and is to be public \(set STORAGE_PRIVATE=1/],
  [{ public: true }, false, /is public, and is to be private/],
  [{ file_size_limit: 1000 }, true, /takes files up to 1000 bytes only, and 52428800 are needed/],
  [{ allowed_mime_types: ["image/png"] }, true, /does not take image\/jpeg, image\/webp\./],
  [
    { public: false, allowed_mime_types: ["text/plain"] },
    true,
    /is private.*, and does not take image\/png, image\/jpeg, image\/webp\. In the Supabase dashboard/,
  ],
])(
  "O7: a bucket that will not do is said and left as it is (%j)",
  async (given, isPublic, says) => {
    stub.server.makeBucket({ id, ...given });
    const before = { ...bucket() };
    const start = ensure(isPublic);
    await expect(start).rejects.toThrow(says);
    await expect(start).rejects.toBeInstanceOf(CannotStart);
    expect(bucket()).toEqual(before);
  },
);

test.each([
  [{}],
  [{ allowed_mime_types: ["image/*"], file_size_limit: 100_000_000 }],
  [{ allowed_mime_types: [] }],
])("O7: a bucket that takes more is well (%j)", async (given) => {
  stub.server.makeBucket({ id, ...given });
  expect(await ensure(true)).toBe("was there");
});

test.each([true, false])(
  "O9: a bucket of the other kind is turned where that may be (public: %s), and all else of it stays",
  async (isPublic) => {
    const allowed_mime_types = ["image/*"];
    stub.server.makeBucket({ id, public: !isPublic, allowed_mime_types });
    expect(await ensure(isPublic, stub.line, true)).toBe(
      isPublic ? "was turned public" : "was turned private",
    );
    expect(bucket()).toEqual({ id, public: isPublic, file_size_limit: null, allowed_mime_types });
    expect(await ensure(isPublic, stub.line, true)).toBe("was there");
  },
);

test("O9: one that will not do otherwise is not turned either", async () => {
  stub.server.makeBucket({ id, public: true, file_size_limit: 1000 });
  await expect(ensure(false, stub.line, true)).rejects.toThrow(/up to 1000 bytes only/);
  expect(bucket()?.public).toBe(true);
});

test("O7: a project that takes smaller files only says so", async () => {
  stub.server.state.projectFileBytes = 1_000_000;
  await expect(ensure(true)).rejects.toThrow(/takes smaller files only.*Raise the limit/);
});

test("O7, O8: a key of another project stops the start; a server that is away does not say anything of it", async () => {
  const stranger = ensure(true, stub.lineWith({ serviceKey: "sb_secret_other" }));
  await expect(stranger).rejects.toBeInstanceOf(CannotStart);
  await expect(stranger).rejects.toThrow("refuses the key");
  stub.faults.isAway = true;
  await expect(ensure(true)).rejects.toMatchObject({ kind: "unreachable", mayPass: true });
});

test.each([
  ["the publishable one", "sb_publishable_000", /is the publishable one.*SUPABASE_SECRET_KEY/],
  ["anon", stubKeys.anon, /has the role "anon".*SUPABASE_SECRET_KEY/],
  ["nothing", "", /is empty or has odd characters/],
  ["two lines", "sb_secret_a\nb", /is empty or has odd characters/],
])("O8: a key that cannot write stops the start (%s)", (_, serviceKey, says) => {
  expect(() => stub.lineWith({ serviceKey })).toThrow(CannotStart);
  expect(() => stub.lineWith({ serviceKey })).toThrow(says);
});
