import { existsSync, readFileSync } from "node:fs";
import { rm, symlink, writeFile } from "node:fs/promises";
import { getPriority } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { MakerUnavailable } from "@bunch/core/ports/rendition-maker";
import sharp from "sharp";
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from "thumbhash";
import { expect, onTestFinished, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { until } from "../../tools/testing/until.ts";
import { createRenditionMaker } from "./rendition-maker.ts";
import { decodingProcesses } from "./testing/decoding-processes.ts";

const signal = AbortSignal.timeout(120_000);
const plain = (width: number, height: number, background: string | object, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background } });
const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: "#000",
      noise: { type: "gaussian", mean: 128, sigma: 30 },
    },
  });
const maker = createRenditionMaker();
/** Large enough that work on it is caught midway. */
const huge = await noise(5000, 5000).png({ compressionLevel: 0 }).toBuffer();

async function renditionsOf(bytes: Uint8Array) {
  const made = await maker.make({ picture: { bytes }, signal });
  if (typeof made === "string") throw new Error(`It was called ${made}.`);
  const [large, small] = await Promise.all(
    [made.large, made.small].map((copy) => sharp(copy).metadata()),
  );
  return { made, large, small, hash: Buffer.from(made.thumbhash, "base64") };
}

test.each([
  ["a square", 1024, 1024, [512, 512], [256, 256]],
  ["a wide one", 1344, 768, [512, 293], [256, 146]],
  ["a tall one", 768, 1344, [293, 512], [146, 256]],
  ["one between the two", 300, 200, [300, 200], [256, 171]],
  ["one smaller than both", 48, 32, [48, 32], [48, 32]],
  ["a very long one", 3000, 4, [512, 1], [256, 1]],
])(
  "F13: %s of %i × %i fits inside and is never enlarged",
  async (_, width, height, big, little) => {
    const { large, small } = await renditionsOf(await noise(width, height).png().toBuffer());
    expect(large).toMatchObject({ format: "webp", width: big[0], height: big[1] });
    expect(small?.format).toBe("webp");
    // What is made smaller twice is rounded twice.
    expect(Math.abs((small?.width ?? 0) - (little[0] ?? 0))).toBeLessThanOrEqual(1);
    expect(Math.abs((small?.height ?? 0) - (little[1] ?? 0))).toBeLessThanOrEqual(1);
    expect(Math.max(small?.width ?? 0, small?.height ?? 0)).toBeLessThanOrEqual(256);
  },
);

test("F13: PNG, JPEG and WebP, grey, deep and with holes in them, are all made smaller", async () => {
  const source = noise(640, 480);
  const kinds = {
    png: source.clone().png(),
    jpeg: source.clone().jpeg(),
    webp: source.clone().webp(),
    grey: source.clone().greyscale().png(),
    sixteenBits: source.clone().toColourspace("rgb16").png(),
    palette: source.clone().png({ palette: true }),
    cmyk: source.clone().toColourspace("cmyk").jpeg(),
  };
  for (const [kind, picture] of Object.entries(kinds)) {
    const { large } = await renditionsOf(await picture.toBuffer());
    expect(large, kind).toMatchObject({ width: 512, height: 384, hasAlpha: false, space: "srgb" });
  }
  const holes = plain(640, 480, { r: 0, g: 90, b: 200, alpha: 0.25 }, 4).png();
  const { large, hash } = await renditionsOf(await holes.toBuffer());
  expect(large?.hasAlpha).toBe(true);
  expect(thumbHashToAverageRGBA(hash).a).toBeCloseTo(0.25, 1);
});

test("F13: a picture that lies on its side in the file stands upright, and nothing of the camera's words is kept", async () => {
  const lying = await noise(800, 400).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const { large, small, hash } = await renditionsOf(lying);
  expect(large).toMatchObject({ width: 256, height: 512 });
  expect(small).toMatchObject({ width: 128, height: 256 });
  expect(large?.orientation).toBeUndefined();
  expect(large?.exif).toBeUndefined();
  expect(thumbHashToApproximateAspectRatio(hash)).toBeLessThan(0.7);
});

test.each([
  ["tomato", { r: 214, g: 64, b: 40 }],
  ["sea", { r: 20, g: 110, b: 140 }],
  ["paper", { r: 250, g: 246, b: 235 }],
])("F13: the blur of a %s picture has about its colour, in some 25 bytes", async (_, colour) => {
  const { hash } = await renditionsOf(await plain(1024, 1024, colour).png().toBuffer());
  expect(hash.length).toBeLessThanOrEqual(25);
  const average = thumbHashToAverageRGBA(hash);
  expect(Math.abs(average.r * 255 - colour.r)).toBeLessThan(12);
  expect(Math.abs(average.g * 255 - colour.g)).toBeLessThan(12);
  expect(Math.abs(average.b * 255 - colour.b)).toBeLessThan(12);
});

test("F13: a picture that lies on this machine is read there; one that does not is called missing", async () => {
  const folder = await makeTestFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "fox.png");
  await writeFile(file, await noise(640, 480).png().toBuffer());
  const made = await maker.make({ picture: { file }, signal });
  if (typeof made === "string") throw new Error(`It was called ${made}.`);
  expect(await sharp(made.large).metadata()).toMatchObject({ width: 512, height: 384 });
  expect(await maker.make({ picture: { file: `${file}.gone` }, signal })).toBe("missing");
});

test("F14: a disk that cannot be read is no picture's fault", async () => {
  const folder = await makeTestFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "fox.png");
  // Points to itself: an error of the disk that is none of a missing file.
  await symlink(file, file);
  await expect(maker.make({ picture: { file }, signal })).rejects.toThrow(MakerUnavailable);
});

test("F14: what cannot be decoded is called unreadable, and the next picture is made by the same process", async () => {
  const whole = await noise(600, 600).png().toBuffer();
  await maker.make({ picture: { bytes: whole }, signal });
  const [pid] = decodingProcesses("rendition-process");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  const bad = [
    whole.subarray(0, whole.length / 2),
    svg,
    Buffer.from("a red fox"),
    Buffer.alloc(0),
    bombOf(30_000, 30_000),
  ];
  for (const bytes of bad)
    expect(await maker.make({ picture: { bytes }, signal })).toBe("unreadable");
  expect(await maker.make({ picture: { bytes: whole }, signal })).not.toBe("unreadable");
  expect(decodingProcesses("rendition-process")).toEqual([pid]);
});

test("F14: a process that dies midway fails that picture alone; the next one starts another", async () => {
  const [first] = decodingProcesses("rendition-process");
  const making = maker.make({ picture: { bytes: huge }, signal });
  const failed = expect(making).rejects.toThrow("died (SIGKILL)");
  setImmediate(() => process.kill(first!, "SIGKILL"));
  await failed;
  expect((await renditionsOf(huge)).large).toMatchObject({ width: 512, height: 512 });
  expect(decodingProcesses("rendition-process")).toHaveLength(1);
  expect(decodingProcesses("rendition-process")).not.toContain(first);
});

test("F13: it gives way to everything else on the machine, and holds no secret of ours", async () => {
  await renditionsOf(await noise(64, 64).png().toBuffer());
  const [pid = 0] = decodingProcesses("rendition-process");
  expect(getPriority(pid)).toBeGreaterThan(getPriority());
  const told = `/proc/${pid}/environ`;
  const names = existsSync(told) ? readFileSync(told, "latin1").split("\0") : [];
  const known = /^(?:PATH|LD_LIBRARY_PATH|TMPDIR|TEMP|TMP|UV_|VIPS_|MALLOC_|NODE_CHANNEL_|$)/;
  expect(names.filter((name) => !known.test(name))).toEqual([]);
});

test("F13: whoever leaves does not wait for the picture in hand", async () => {
  const makingFromMs = performance.now();
  await renditionsOf(huge);
  const makingMs = performance.now() - makingFromMs;
  const leave = new AbortController();
  const making = maker.make({ picture: { bytes: huge }, signal: leave.signal });
  const left = expect(making).rejects.toThrow(/abort/i);
  setImmediate(() => leave.abort());
  const fromMs = performance.now();
  await left;
  expect((performance.now() - fromMs) / makingMs).toBeLessThan(0.5);
});

test("F14: a picture that takes too long is let go of, with the process that is stuck in it", async () => {
  const hasty = createRenditionMaker({ idleMs: 1000, jobMs: 15 });
  await expect(hasty.make({ picture: { bytes: huge }, signal })).rejects.toThrow(/abort|time/i);
});

test("The process ends when no picture came for a while, and comes back with the next", async () => {
  const others = decodingProcesses("rendition-process");
  const short = createRenditionMaker({ idleMs: 50, jobMs: 30_000 });
  const mine = () => decodingProcesses("rendition-process").filter((pid) => !others.includes(pid));
  const bytes = await noise(64, 64).png().toBuffer();
  await short.make({ picture: { bytes }, signal });
  await until("it has ended", () => mine().length === 0, { withinMs: 5000 });
  expect(await short.make({ picture: { bytes }, signal })).not.toBe("unreadable");
  await until("it has ended again", () => mine().length === 0, { withinMs: 5000 });
});

test("F14: a process that does not even start is no picture's fault", async () => {
  const { execPath } = process;
  const bytes = await noise(64, 64).png().toBuffer();
  const fresh = createRenditionMaker();
  process.execPath = "/nowhere/node";
  try {
    await expect(fresh.make({ picture: { bytes }, signal })).rejects.toThrow(MakerUnavailable);
  } finally {
    process.execPath = execPath;
  }
  expect(await fresh.make({ picture: { bytes }, signal })).not.toBe("unreadable");
});

/** A valid PNG of one colour, one bit a pixel, as small as deflate makes it. */
function bombOf(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
