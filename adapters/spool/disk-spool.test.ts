import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../tools/testing/until.ts";
import { createDiskSpool } from "./disk-spool.ts";

const attemptId = "6f0d2f4e-8a3e-4d0c-9b3e-0f5a7c1d2e3f";
let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "bunch-spool-")), "spool");
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

test("R7: how long an answer asks to wait is in the spool with its status", async () => {
  const spool = createDiskSpool({ folder });
  const sink = await spool.open({ attemptId });
  await sink.begin({ status: 429, retryAfterMs: 7000 });
  await sink.finish();
  expect(await spool.find({ attemptId })).toMatchObject({ status: 429, retryAfterMs: 7000 });
});

test("A finished answer comes back byte for byte, also from another opening of the folder", async () => {
  const sink = await createDiskSpool({ folder }).open({ attemptId });
  await sink.begin({ status: 200 });
  // Line feeds in the body must not be taken for the end of the head.
  const chunks = [Buffer.from("\n{a\n"), Buffer.from([0, 255, 10]), Buffer.alloc(300_000, 7)];
  for (const chunk of chunks) await sink.write(chunk);
  await sink.finish();

  const found = await createDiskSpool({ folder }).find({ attemptId });
  expect(found).toMatchObject({ status: 200, whole: true });
  expect(Buffer.compare(Buffer.concat(chunks), found?.body ?? Buffer.alloc(0))).toBe(0);
  expect(await readdir(folder)).toEqual([`${attemptId}.answer`]);
});

test("F3: on a disk that is about full nothing is opened, so that no answer is paid that cannot be kept", async () => {
  const full = createDiskSpool({ folder, leastFreeBytes: 2 ** 60 });
  await expect(full.open({ attemptId })).rejects.toThrow(/has \d+ MB left/);
  expect(await readdir(folder)).toEqual([]);
});

test("An abandoned answer stays as a part with its status", async () => {
  const spool = createDiskSpool({ folder });
  const sink = await spool.open({ attemptId });
  await sink.begin({ status: 503 });
  await sink.write(Buffer.from("half"));
  await sink.abandon();
  await sink.abandon();
  const found = await spool.find({ attemptId });
  expect(found).toMatchObject({ status: 503, whole: false });
  expect(Buffer.from(found?.body ?? []).toString()).toBe("half");
});

test("An answer without a body keeps its status, whole and abandoned", async () => {
  const spool = createDiskSpool({ folder });
  const [whole, cut] = [attemptId, crypto.randomUUID()];
  for (const id of [whole, cut]) {
    const sink = await spool.open({ attemptId: id });
    await sink.begin({ status: 429 });
    await (id === whole ? sink.finish() : sink.abandon());
    const found = await spool.find({ attemptId: id });
    expect(found).toMatchObject({ status: 429, whole: id === whole });
    expect(found?.body).toHaveLength(0);
  }
});

test("A call that was never answered left nothing, and neither did one that never was", async () => {
  const spool = createDiskSpool({ folder });
  expect(await spool.find({ attemptId })).toBeNull();
  const sink = await spool.open({ attemptId });
  expect(await spool.find({ attemptId })).toBeNull();
  await sink.abandon();
  expect(await spool.find({ attemptId })).toBeNull();
});

test.each(['{"status":20', '{"status":"200"}\nx', "nonsense\nx", "null\nx"])(
  "A part whose head is %j counts as nothing",
  async (text) => {
    const spool = createDiskSpool({ folder });
    await writeFile(join(folder, `${attemptId}.part`), text);
    expect(await spool.find({ attemptId })).toBeNull();
  },
);

test("What was caught for an attempt is never overwritten by a second opening", async () => {
  const spool = createDiskSpool({ folder });
  const sink = await spool.open({ attemptId });
  await sink.begin({ status: 200 });
  await sink.write(Buffer.from("paid"));
  await expect(spool.open({ attemptId })).rejects.toThrow("EEXIST");
  await sink.finish();
  await expect(spool.open({ attemptId })).rejects.toThrow("already");
  expect(Buffer.from((await spool.find({ attemptId }))?.body ?? []).toString()).toBe("paid");
});

test("Discarding forgets answer and part, twice as well as once", async () => {
  const spool = createDiskSpool({ folder });
  const sink = await spool.open({ attemptId });
  await sink.begin({ status: 200 });
  await sink.finish();
  await spool.discard({ attemptId });
  await spool.discard({ attemptId });
  expect(await spool.find({ attemptId })).toBeNull();
  expect(await readdir(folder)).toEqual([]);
});

test.each(["../../etc/passwd", "", "6f0d2f4e", `${attemptId}/..`, attemptId.toUpperCase()])(
  "No file is touched for the id %j",
  async (wrong) => {
    const spool = createDiskSpool({ folder });
    await expect(spool.open({ attemptId: wrong })).rejects.toThrow("UUID");
    await expect(spool.find({ attemptId: wrong })).rejects.toThrow("UUID");
    await expect(spool.discard({ attemptId: wrong })).rejects.toThrow("UUID");
  },
);

test.skipIf(process.platform === "win32")("Nobody else may read the spool", async () => {
  const sink = await createDiskSpool({ folder }).open({ attemptId });
  await sink.abandon();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, `${attemptId}.part`))).mode & 0o777).toBe(0o600);
});

test("I2: a process killed in mid-body leaves the part, one killed after the end leaves the answer", async () => {
  const finished = "0a1b2c3d-0000-4000-8000-000000000000";
  const child = spawn(process.execPath, [
    "--input-type=module",
    "--eval",
    `import { createDiskSpool } from ${JSON.stringify(new URL("./disk-spool.ts", import.meta.url).href)};
     const spool = createDiskSpool({ folder: ${JSON.stringify(folder)} });
     const one = await spool.open({ attemptId: "${finished}" });
     await one.begin({ status: 200 });
     await one.write(Buffer.alloc(200_000, 1));
     await one.finish();
     const two = await spool.open({ attemptId: "${attemptId}" });
     await two.begin({ status: 200 });
     await two.write(Buffer.alloc(100_000, 2));
     process.stdout.write("in mid-body");
     setInterval(() => {}, 1000);`,
  ]);
  await once(child.stdout, "data", { signal: AbortSignal.timeout(20_000) });
  child.kill("SIGKILL");
  await once(child, "exit", { signal: AbortSignal.timeout(20_000) });

  const spool = createDiskSpool({ folder });
  const part = await spool.find({ attemptId });
  expect(part).toMatchObject({ status: 200, whole: false });
  expect(Buffer.compare(Buffer.alloc(100_000, 2), part?.body ?? Buffer.alloc(0))).toBe(0);
  const answer = await spool.find({ attemptId: finished });
  expect(answer).toMatchObject({ status: 200, whole: true });
  expect(Buffer.compare(Buffer.alloc(200_000, 1), answer?.body ?? Buffer.alloc(0))).toBe(0);
});

test("F19: the size of an answer is told without reading it, whole or in part; null where nothing came", async () => {
  const spool = createDiskSpool({ folder });
  expect(await spool.sizeOf({ attemptId })).toBeNull();
  const sink = await spool.open({ attemptId });
  await sink.begin({ status: 200 });
  await sink.write(Buffer.alloc(1000));
  await until("it is written", async () => ((await spool.sizeOf({ attemptId })) ?? 0) > 1000);
  const part = await spool.sizeOf({ attemptId });
  await sink.finish();
  expect(await spool.sizeOf({ attemptId })).toBe(part);
});
