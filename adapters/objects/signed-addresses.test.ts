import { afterEach, beforeEach, expect, test } from "vitest";
import { createSignedAddresses } from "./signed-addresses.ts";
import { openStub, picturePath, stubBucket } from "./testing/open-stub.ts";

const signal = new AbortController().signal;
const lifetimeS = 3600;
let stub: Awaited<ReturnType<typeof openStub>>;
let nowMs: number;
beforeEach(async () => {
  stub = await openStub();
  stub.server.makeBucket({ id: stubBucket, public: false });
  nowMs = Date.now();
  stub.server.state.clockMs = () => nowMs;
});
afterEach(() => stub.stop());

const open = (mostKept?: number) =>
  createSignedAddresses({
    line: stub.line,
    lifetimeS,
    nowMs: () => nowMs,
    ...(mostKept === undefined ? {} : { mostKept }),
  });
const signings = () => stub.server.requests.filter(({ path }) => path.includes("/object/sign/"));
async function put(count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, number) => picturePath(number));
  for (const path of paths)
    await stub.objects.put({ path, bytes: Buffer.from(path), contentType: "image/png", signal });
  return paths;
}

test("O10: two thousand who ask at once are answered by two requests at most, and later ones by none", async () => {
  const paths = await put(3);
  const addresses = open();
  const asked = await Promise.all(
    Array.from({ length: 2000 }, (_, n) => addresses.addressesOf({ paths: [paths[n % 3] ?? ""] })),
  );
  expect(asked.every((found) => found.size === 1)).toBe(true);
  await addresses.addressesOf({ paths });
  expect(signings().length).toBeLessThanOrEqual(2);
});

test("O10: whoever asks while others are signed for waits for the next round, in which all such are together", async () => {
  const paths = await put(40);
  stub.faults.delayMs = 100;
  const addresses = open();
  const first = addresses.addressesOf({ paths: paths.slice(0, 2) });
  await Promise.resolve().then(() => Promise.resolve());
  const rest = paths.slice(1).map((path) => addresses.addressesOf({ paths: [path] }));
  const all = new Map([...(await first), ...(await Promise.all(rest)).flatMap((one) => [...one])]);
  expect([...all.keys()].toSorted()).toEqual(paths.toSorted());
  expect(signings()).toHaveLength(2);
  for (const [path, address] of all) expect(await (await fetch(address)).text()).toBe(path);
});

test("O10: an address is kept until half of its lifetime is over, so that each is good for as long again", async () => {
  const [path = ""] = await put(1);
  const addresses = open();
  const addressNow = async () => (await addresses.addressesOf({ paths: [path] })).get(path) ?? "";
  const first = await addressNow();
  nowMs += (lifetimeS * 1000) / 2 - 1;
  expect(await addressNow()).toBe(first);
  nowMs += 1;
  const second = await addressNow();
  expect(second).not.toBe(first);
  expect((await fetch(first)).status).toBe(200);
  nowMs += (lifetimeS * 1000) / 2;
  expect((await fetch(first)).status).toBe(400);
  expect((await fetch(second)).status).toBe(200);
  expect(signings()).toHaveLength(4 + 1);
});

test("O10: no more are kept than it was told, and those are the last", async () => {
  const paths = await put(5);
  const addresses = open(3);
  expect((await addresses.addressesOf({ paths })).size).toBe(5);
  await addresses.addressesOf({ paths: paths.slice(2) });
  expect(signings()).toHaveLength(1);
  await addresses.addressesOf({ paths: paths.slice(0, 1) });
  expect(signings()).toHaveLength(2);
});

test("O10: what is not there has an address that opens nothing, and is asked for again", async () => {
  const [path = ""] = await put(1);
  const addresses = open();
  await stub.objects.remove({ paths: [path], signal });
  const before = signings().length;
  const address = (await addresses.addressesOf({ paths: [path] })).get(path) ?? "";
  expect(address).toBe(addresses.plainAddress({ path }));
  expect((await fetch(address)).status).toBe(401);
  await put(1);
  const good = (await addresses.addressesOf({ paths: [path] })).get(path) ?? "";
  expect((await fetch(good)).status).toBe(200);
  expect(signings().filter(({ method }) => method === "POST").length - before).toBe(2);
});

test("O10: while Storage is away it is asked now and then only; what is kept is given, and the rest is not ready", async () => {
  const paths = await put(2);
  const [known = "", other = ""] = paths;
  const addresses = open();
  await addresses.addressesOf({ paths: [known] });
  stub.faults.isAway = true;
  const asked = stub.server.requests.length;
  for (let times = 0; times < 5; times += 1)
    await expect(addresses.addressesOf({ paths })).rejects.toMatchObject({ code: "not_ready" });
  expect(stub.server.requests).toHaveLength(asked + 1);
  expect((await addresses.addressesOf({ paths: [known] })).size).toBe(1);
  stub.faults.isAway = false;
  nowMs += 2000;
  expect((await addresses.addressesOf({ paths: [other] })).size).toBe(1);
});
