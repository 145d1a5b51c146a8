import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { getPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InspectorUnavailable, type PictureInspector } from "@bunch/core/ports/picture-inspector";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { until } from "../../tools/testing/until.ts";
import { createPictureInspector } from "./picture-inspector.ts";
import type { Death } from "./start-inspection-process.ts";
import { decodingProcesses } from "./testing/decoding-processes.ts";

const signal = AbortSignal.timeout(120_000);
const program = fileURLToPath(new URL("testing/breakable-inspection.ts", import.meta.url));
const breakable = () => decodingProcesses("breakable-inspection");
const real = () => decodingProcesses("inspection-process");
const noise = (side: number) =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: "#000",
      noise: { type: "gaussian", mean: 128, sigma: 30 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
const good = await noise(64);
const seen = { mimeType: "image/png", extension: "png", width: 64, height: 64 };
/** Behind the end of a PNG nobody reads. */
const saying = (words: string) => Buffer.concat([good, Buffer.from(`<<${words}>>`)]);
let folder: string;
let deaths: unknown[] = [];
const notingDeaths = { warn: (death: unknown) => deaths.push(death) };
const byWhom = () => deaths.map((death) => (death as Death).by);

beforeAll(async () => {
  folder = await makeTestFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An inspector of breakable processes for one test, which leaves none behind. */
async function withInspector(
  options: Parameters<typeof createPictureInspector>[0],
  work: (inspect: (bytes: Uint8Array) => ReturnType<PictureInspector["inspect"]>) => Promise<void>,
): Promise<void> {
  deaths = [];
  const inspector = createPictureInspector({ program, idleMs: 50, log: notingDeaths, ...options });
  await work((bytes) => inspector.inspect({ bytes, signal }));
  await until("they have ended", () => breakable().length === 0, { withinMs: 10_000 });
}

test("R17: a picture that kills its decoder twice is unreadable, and the next one is looked at", () =>
  withInspector({}, async (inspect) => {
    expect(await inspect(saying("crash"))).toBe("unreadable");
    expect(deaths).toEqual([
      { by: "itself", how: "SIGSEGV" },
      { by: "itself", how: "SIGSEGV" },
    ]);
    expect(await inspect(good)).toEqual(seen);
  }));

test("R17: a picture whose decoder died once is looked at in a fresh process", () =>
  withInspector({ idleMs: 60_000, processes: 1 }, async (inspect) => {
    expect(await inspect(good)).toEqual(seen);
    const [first] = breakable();
    expect(await inspect(saying(`crash once ${join(folder, "crashed")}`))).toEqual(seen);
    expect(deaths).toHaveLength(1);
    const [second] = breakable();
    expect(second).not.toBe(first);
    process.kill(second!, "SIGKILL");
  }));

test("R17: of two pictures at once only the one that kills its decoder is blamed", () =>
  withInspector({ processes: 2, crowdedMs: 0 }, async (inspect) => {
    const found = await Promise.all([
      inspect(saying("crash")),
      inspect(good),
      inspect(saying("crash")),
      inspect(good),
      inspect(good),
    ]);
    expect(found).toEqual(["unreadable", seen, "unreadable", seen, seen]);
    expect(deaths).toHaveLength(4);
  }));

test("R17: a decoder that hangs is ended; those who wait meanwhile are served by another process", () =>
  withInspector({ pictureMs: 1500, crowdedMs: 50 }, async (inspect) => {
    const fromMs = performance.now();
    let isGivenUp = false;
    const hanging = inspect(saying("hang")).finally(() => (isGivenUp = true));
    const waiting = inspect(good).then((found) => ({ found, wasFirst: !isGivenUp }));
    expect(await hanging).toBe("unreadable");
    expect(performance.now() - fromMs).toBeGreaterThan(3000);
    expect(byWhom()).toEqual(["deadline", "deadline"]);
    // Before the hanging one was given up; how long that took depends on how long processes take to start.
    expect(await waiting).toEqual({ found: seen, wasFirst: true });
  }));

test("R17: one that hung once, as machines sleep, is a picture all the same", () =>
  withInspector({ pictureMs: 1500 }, async (inspect) => {
    expect(await inspect(saying(`hang once ${join(folder, "hung")}`))).toEqual(seen);
    expect(byWhom()).toEqual(["deadline"]);
  }));

test("R17: who is killed from outside, as memory ran out, is tried more often than who dies by itself", () =>
  withInspector({}, async (inspect) => {
    expect(await inspect(saying(`killed once ${join(folder, "killed")}`))).toEqual(seen);
    expect(deaths).toEqual([{ by: "others", how: "SIGKILL" }]);
  }));

test("F18: a process that does not start is no picture's fault", async () => {
  const { execPath } = process;
  const inspector = createPictureInspector({ program, idleMs: 50 });
  process.execPath = "/nowhere/node";
  try {
    inspector.expect();
    await expect(inspector.inspect({ bytes: good, signal })).rejects.toThrow(InspectorUnavailable);
  } finally {
    process.execPath = execPath;
  }
  expect(await inspector.inspect({ bytes: good, signal })).toEqual(seen);
});

test("F18: nor is one that ends at its start, or never says that it is there", async () => {
  for (const broken of ["testing/no-such-program.ts", "decoding-guards.ts"]) {
    const nowhere = fileURLToPath(new URL(broken, import.meta.url));
    const inspector = createPictureInspector({ program: nowhere, startMs: 10_000 });
    await expect(inspector.inspect({ bytes: good, signal })).rejects.toThrow(InspectorUnavailable);
  }
  const hasty = createPictureInspector({ program, startMs: 1 });
  await expect(hasty.inspect({ bytes: good, signal })).rejects.toThrow(InspectorUnavailable);
});

test("F18: whoever leaves does not wait, neither for a picture in hand nor for one in the queue", () =>
  withInspector({ processes: 1 }, async (inspect) => {
    expect(await inspect(good)).toEqual(seen);
    const inspector = createPictureInspector({ program, processes: 1, idleMs: 50 });
    const leave = new AbortController();
    const both = [saying("hang"), good].map((bytes) =>
      expect(inspector.inspect({ bytes, signal: leave.signal })).rejects.toThrow(/abort/i),
    );
    await until("the first is in hand", () => breakable().length > 0);
    leave.abort();
    await Promise.all(both);
    // And the place that it held is free.
    expect(await inspector.inspect({ bytes: good, signal })).toEqual(seen);
  }));

test("F18: it starts when a picture is expected, serves one after the other, and ends when none came for a while", async () => {
  const inspector = createPictureInspector({ idleMs: 1000, crowdedMs: 60_000 });
  expect(real()).toEqual([]);
  inspector.expect();
  await until("it has started", () => real().length === 1, { withinMs: 10_000 });
  const [pid] = real();
  for (let count = 0; count < 3; count += 1) {
    inspector.expect();
    expect(await inspector.inspect({ bytes: good, signal })).toEqual(seen);
  }
  expect(real()).toEqual([pid]);
  await until("it has ended", () => real().length === 0, { withinMs: 10_000 });
  expect(await inspector.inspect({ bytes: good, signal })).toEqual(seen);
});

test("F18: megabytes go through as they are, and a killed process costs them nothing", async () => {
  deaths = [];
  const inspector = createPictureInspector({ log: notingDeaths, idleMs: 1000 });
  const large = await noise(2600);
  expect(large.byteLength).toBeGreaterThan(20_000_000);
  const facts = { mimeType: "image/png", width: 2600, height: 2600 };
  expect(await inspector.inspect({ bytes: large, signal })).toMatchObject(facts);
  const [pid] = real();
  const again = inspector.inspect({ bytes: large, signal });
  setImmediate(() => process.kill(pid!, "SIGKILL"));
  expect(await again).toMatchObject(facts);
  expect(deaths).toEqual([{ by: "others", how: "SIGKILL" }]);
});

test("S1: it holds no secret of ours, and is as quick as who waits for it", async () => {
  const inspector = createPictureInspector({ idleMs: 1000 });
  await inspector.inspect({ bytes: good, signal });
  const [pid = 0] = real();
  expect(getPriority(pid)).toBe(getPriority());
  const told = `/proc/${pid}/environ`;
  const names = existsSync(told) ? readFileSync(told, "latin1").split("\0") : [];
  const known = /^(?:PATH|LD_LIBRARY_PATH|TMPDIR|TEMP|TMP|UV_|VIPS_|MALLOC_|$)/;
  expect(names.filter((name) => !known.test(name))).toEqual([]);
});
