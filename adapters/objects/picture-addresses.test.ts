import { afterEach, beforeEach, expect, test } from "vitest";
import { publicAddress, signAddresses } from "./picture-addresses.ts";
import { openStub, picturePath, stubBucket } from "./testing/open-stub.ts";

const signal = new AbortController().signal;
let stub: Awaited<ReturnType<typeof openStub>>;
beforeEach(async () => {
  stub = await openStub();
});
afterEach(() => stub.stop());

const bytes = Buffer.from("fox");
const put = (path: string) => stub.objects.put({ path, bytes, contentType: "image/png", signal });

test("O6: the address of a picture in a public bucket follows from its path, and is good without a key", async () => {
  const path = picturePath(1);
  await put(path);
  const address = publicAddress({ supabaseUrl: stub.server.url, bucket: stubBucket, path });
  expect(await (await fetch(address)).text()).toBe("fox");
});

test.each(["https://abc.supabase.co", "https://abc.supabase.co/", "https://abc.supabase.co//"])(
  "O6: %s in front of it",
  (supabaseUrl) => {
    expect(publicAddress({ supabaseUrl, bucket: "my bucket", path: "u/e/r-1.png" })).toBe(
      "https://abc.supabase.co/storage/v1/object/public/my%20bucket/u/e/r-1.png",
    );
    expect(() => publicAddress({ supabaseUrl, bucket: "b", path: "u/../../x" })).toThrow("no path");
  },
);

test.each([
  "",
  "abc.supabase.co",
  "ftp://abc.supabase.co",
  "https://u:p@abc.supabase.co",
  "https://a.co?x",
])("O6: %j is no address of a project", (supabaseUrl) => {
  expect(() => publicAddress({ supabaseUrl, bucket: "b", path: "a.png" })).toThrow(
    /^SUPABASE_URL is no address/,
  );
});

test("O6: addresses into a private bucket are asked for in one request, expire, and are had for what is there", async () => {
  stub.server.makeBucket({ id: stubBucket, public: false });
  const paths = Array.from({ length: 40 }, (_, number) => picturePath(number));
  for (const path of paths) await put(path);
  const [first = ""] = paths;
  const unsigned = publicAddress({ supabaseUrl: stub.server.url, bucket: stubBucket, path: first });
  expect((await fetch(unsigned)).status).toBe(400);
  stub.server.requests.length = 0;
  const signed = await signAddresses(stub.line, {
    paths: [...paths, "never/was.png"],
    expiresInS: 60,
    signal,
  });
  expect(stub.server.requests).toHaveLength(1);
  expect([...signed.keys()]).toEqual(paths);
  expect(await (await fetch(signed.get(first) ?? "")).text()).toBe("fox");
  const past = await signAddresses(stub.line, { paths: [first], expiresInS: 1, signal });
  stub.server.state.clockMs = () => Date.now() + 1001;
  expect((await fetch(past.get(first) ?? "")).status).toBe(400);
});

test("O6: nothing is asked for no pictures, one request for a page of a thousand results, two for more", async () => {
  expect(await signAddresses(stub.line, { paths: [], expiresInS: 60, signal })).toEqual(new Map());
  expect(stub.server.requests).toHaveLength(0);
  const paths = Array.from({ length: 3001 }, (_, number) => picturePath(number));
  await signAddresses(stub.line, { paths: paths.slice(1), expiresInS: 60, signal });
  expect(stub.server.requests).toHaveLength(1);
  await signAddresses(stub.line, { paths, expiresInS: 60, signal });
  expect(stub.server.requests).toHaveLength(3);
});
