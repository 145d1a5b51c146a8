import { crc32, deflateSync } from "node:zlib";
import type { Dimensions } from "./dimensions.ts";
import { PictureBytes, ballast, sharedStart } from "./picture-bytes.ts";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const colours = 16;
const stripePixels = 64;
const mostCachedSizes = 64;
const stripesBySize = new Map<string, Buffer>();

/** Makes a valid PNG: diagonal stripes in sixteen tones of the hue, a text chunk that holds the note, and padding to a size. */
export function pngPicture(
  wish: Dimensions & { hue: number; note: string; bytes: number | null },
): PictureBytes {
  const { width, height, bytes } = wish;
  const rest = [
    chunk("PLTE", palette(wish.hue)),
    chunk("tEXt", Buffer.from(`Comment\0${wish.note}`, "latin1")),
    chunk("IDAT", stripes(wish)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  const paddingBytes = (bytes ?? 0) - headBytes - rest.reduce((sum, part) => sum + part.length, 0);
  const start = sharedStart(`png ${width}x${height} ${Math.max(paddingBytes, 0)}`, () => [
    ...head(wish),
    ...padding(paddingBytes),
  ]);
  return new PictureBytes(start, rest);
}

const headBytes = 33;

function head({ width, height }: Dimensions): Buffer[] {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([4, 3, 0, 0, 0], 8);
  return [signature, chunk("IHDR", header)];
}

// Readers skip a private ancillary chunk, so a small drawing can weigh as much as a real one.
function padding(bytes: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let missing = bytes - 12; missing > 0; missing -= mostPaddingBytes + 12)
    chunks.push(chunk("paDd", ballast(Math.min(missing, mostPaddingBytes))));
  return chunks;
}

// Some decoders refuse a single chunk of 8 MB or more.
const mostPaddingBytes = 4_000_000;

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

// The drawing depends on the size alone and the palette gives the colour: one compression serves every picture of a size.
function stripes({ width, height }: Dimensions): Buffer {
  const name = `${width}x${height}`;
  const known = stripesBySize.get(name);
  if (known) return known;
  const rowBytes = Math.ceil(width / 2);
  const rows = Buffer.alloc((rowBytes + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const start = y * (rowBytes + 1) + 1;
    for (let byte = 0; byte < rowBytes; byte += 1) {
      const tone = Math.floor((byte * 2 + y) / stripePixels) % colours;
      rows[start + byte] = tone * 17;
    }
  }
  const drawn = deflateSync(rows, { level: 6 });
  if (stripesBySize.size < mostCachedSizes) stripesBySize.set(name, drawn);
  return drawn;
}

function palette(hue: number): Buffer {
  const tones = Buffer.alloc(colours * 3);
  for (let tone = 0; tone < colours; tone += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const wave = 0.5 + 0.5 * Math.cos(2 * Math.PI * (hue - channel / 3));
      tones[tone * 3 + channel] = Math.round(40 + (tone / (colours - 1)) * 120 + wave * 90);
    }
  }
  return tones;
}
