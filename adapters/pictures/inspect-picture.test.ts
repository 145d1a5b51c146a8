import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { forbidOtherLoaders } from "./decoding-guards.ts";
import { inspectPicture } from "./inspect-picture.ts";

// Made before sharp is forbidden all other formats in this process.
const noise = await sharp({
  create: {
    width: 320,
    height: 200,
    channels: 3,
    background: "#ffd23f",
    noise: { type: "gaussian", mean: 128, sigma: 30 },
  },
})
  .png()
  .toBuffer();
const jpeg = await sharp(noise).jpeg().toBuffer();
const progressive = await sharp(noise).jpeg({ progressive: true }).toBuffer();
const webp = await sharp(noise).webp().toBuffer();
const gif = await sharp(noise).gif().toBuffer();
const avif = await sharp(noise).avif({ effort: 0 }).toBuffer();
const tiff = await sharp(noise).tiff().toBuffer();
const lying = await sharp(noise).withMetadata({ orientation: 6 }).jpeg().toBuffer();
const frames = await sharp([noise, noise, noise], { join: { animated: true } })
  .webp()
  .toBuffer();
const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
);
forbidOtherLoaders();

test.each([
  ["PNG", noise, "image/png", "png"],
  ["JPEG", jpeg, "image/jpeg", "jpg"],
  ["progressive JPEG", progressive, "image/jpeg", "jpg"],
  ["WebP", webp, "image/webp", "webp"],
  ["animated WebP", frames, "image/webp", "webp"],
])("%s is recognised with its size", async (_, bytes, mimeType, extension) => {
  expect(await inspectPicture(bytes)).toEqual({ mimeType, extension, width: 320, height: 200 });
});

test("An animated PNG is taken by its first frame", async () => {
  const header = noise.subarray(0, 33);
  const control = chunk("acTL", Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]));
  const animated = Buffer.concat([header, control, noise.subarray(33)]);
  expect(await inspectPicture(animated)).toMatchObject({ mimeType: "image/png", width: 320 });
});

test("A picture that lies on its side in the file has the size it is shown in", async () => {
  expect(await inspectPicture(lying)).toMatchObject({ width: 200, height: 320 });
});

test("The largest pictures a model sends are taken", async () => {
  const background = "#1b6b43";
  const large = await sharp({ create: { width: 5504, height: 3072, channels: 3, background } })
    .jpeg()
    .toBuffer();
  expect(await inspectPicture(large)).toMatchObject({ width: 5504, height: 3072 });
});

test.each([
  ["SVG, whatever its name says", svg],
  ["SVG behind an XML head", Buffer.concat([Buffer.from('<?xml version="1.0"?>\n'), svg])],
  ["GIF", gif],
  ["AVIF", avif],
  ["TIFF", tiff],
  ["text", Buffer.from("a red fox")],
  ["HTML", Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["nothing", Buffer.alloc(0)],
  ["half of a magic number", noise.subarray(0, 4)],
])("%s is not a picture of ours", async (_, bytes) => {
  expect(await inspectPicture(bytes)).toBe("not_a_picture");
});

test("A picture that is a PDF or a ZIP as well is refused", async () => {
  const pdf = Buffer.concat([
    noise.subarray(0, 33),
    chunk("tEXt", Buffer.from("Comment\0%PDF-1.7")),
    noise.subarray(33),
  ]);
  expect(await inspectPicture(pdf)).toBe("not_a_picture");
  for (const picture of [noise, jpeg, webp])
    expect(await inspectPicture(Buffer.concat([picture, emptyFileInZip()]))).toBe("not_a_picture");
});

test("The four bytes that end a ZIP may stand in a picture by chance", async () => {
  const text = chunk("tEXt", Buffer.from("Comment\0PK\x05\x06 and nothing behind it"));
  const picture = Buffer.concat([noise.subarray(0, 33), text, noise.subarray(33)]);
  expect(await inspectPicture(picture)).toMatchObject({ mimeType: "image/png" });
});

test.each([
  ["PNG", noise],
  ["JPEG", jpeg],
  ["progressive JPEG", progressive],
  ["WebP", webp],
])("A truncated %s is unreadable, wherever it is cut", async (_, bytes) => {
  for (const part of [0.2, 0.5, 0.9, 0.98]) {
    const cut = bytes.subarray(0, Math.floor(bytes.length * part));
    expect(await inspectPicture(cut), `${part} of it`).toBe("unreadable");
  }
});

test("A bomb of 900 million pixels in a few kilobytes is unreadable, and no memory is spent on it", async () => {
  // What it takes to make them is this test's own.
  const bombs = [onePixelRowsOf(30_000, 30_000), onePixelRowsOf(8_000, 6_300)];
  const before = process.memoryUsage().rss;
  for (const bomb of bombs) expect(await inspectPicture(bomb)).toBe("unreadable");
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

test("A PNG that promises more rows than it holds is unreadable", async () => {
  const header = Buffer.from(noise);
  header.writeUInt32BE(400, 20);
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  expect(await inspectPicture(header)).toBe("unreadable");
});

test("From then on sharp itself opens nothing else in this process", async () => {
  await expect(sharp(svg).metadata()).rejects.toThrow();
  await expect(sharp(gif).metadata()).rejects.toThrow();
});

/** A valid PNG of one colour, one bit a pixel, as small as deflate makes it. */
function onePixelRowsOf(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  return Buffer.concat([
    noise.subarray(0, 8),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

/** The table and the end of an archive with one empty file named "a". */
function emptyFileInZip(): Buffer {
  const local = Buffer.alloc(31);
  local.write("PK\x03\x04", 0, "latin1");
  local.writeUInt16LE(1, 26);
  local.write("a", 30);
  const table = Buffer.alloc(47);
  table.write("PK\x01\x02", 0, "latin1");
  table.writeUInt16LE(1, 28);
  table.write("a", 46);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, table, end]);
}
