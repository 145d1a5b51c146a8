import type { Dimensions } from "./dimensions.ts";
import { PictureBytes, ballast, sharedStart } from "./picture-bytes.ts";

const blockPixels = 8;
const stripeBlocks = 8;
const tones = 16;
const hues = 8;
const mostCachedScans = 64;
const scans = new Map<string, Buffer>();

// Code lengths 2 3 3 3 3 3 4 5 6 for the nine sizes of a difference: the standard table, cut to what eight bits need.
const differenceCodes = ["00", "010", "011", "100", "101", "110", "1110", "11110", "111110"];

/** Makes a valid JPEG: stripes of plain 8 × 8 blocks in the hue, a comment that holds the note, and padding to a size. */
export function jpegPicture(
  wish: Dimensions & { hue: number; note: string; bytes: number | null },
): PictureBytes {
  const { width, height, bytes } = wish;
  const rest = [
    segment(0xfe, Buffer.from(wish.note)),
    segment(0xdb, [0, ...Array.from({ length: 64 }, () => blockPixels)]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, ...threeFullComponents]),
    segment(0xc4, [0x00, ...codesByLength(0, 1, 5, 1, 1, 1), ...differenceCodes.keys()]),
    // The only code for the other coefficients says that there are none: a single 0.
    segment(0xc4, [0x10, ...codesByLength(1), 0]),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    scan(wish, Math.floor(wish.hue * hues)),
    Buffer.from([0xff, 0xd9]),
  ];
  const paddingBytes = (bytes ?? 0) - headBytes - rest.reduce((sum, part) => sum + part.length, 0);
  const start = sharedStart(`jpeg ${Math.max(paddingBytes, 0)}`, () => [
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...padding(paddingBytes),
  ]);
  return new PictureBytes(start, rest);
}

function padding(bytes: number): Buffer[] {
  const comments: Buffer[] = [];
  for (let missing = bytes - 4; missing > 0; missing -= mostCommentBytes + 4)
    comments.push(segment(0xfe, ballast(Math.min(missing, mostCommentBytes))));
  return comments;
}

const headBytes = 20;
const mostCommentBytes = 65_000;
const threeFullComponents = [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];

function codesByLength(...counts: number[]): number[] {
  return Array.from({ length: 16 }, (_, index) => counts[index] ?? 0);
}

function segment(marker: number, content: Uint8Array | number[]): Buffer {
  const length = content.length + 2;
  return Buffer.concat([
    Buffer.from([0xff, marker, length >> 8, length & 255]),
    Buffer.from(content),
  ]);
}

function scan({ width, height }: Dimensions, hue: number): Buffer {
  const name = `${width}x${height}/${hue}`;
  const known = scans.get(name);
  if (known) return known;
  const columns = Math.ceil(width / blockPixels);
  const rows = Math.ceil(height / blockPixels);
  const bits = new BitWriter(columns * rows * 9 + 64);
  const blue = Math.round(60 * Math.cos((2 * Math.PI * hue) / hues));
  const red = Math.round(60 * Math.sin((2 * Math.PI * hue) / hues));
  let previous: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const tone = Math.floor((column + row) / stripeBlocks) % tones;
      const block: [number, number, number] = [tone * 10 - 75, blue, red];
      for (const [index, level] of block.entries()) bits.difference(level - (previous[index] ?? 0));
      previous = block;
    }
  }
  const written = bits.end();
  if (scans.size < mostCachedScans) scans.set(name, written);
  return written;
}

class BitWriter {
  readonly #bytes: Buffer;
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(mostBytes: number) {
    this.#bytes = Buffer.alloc(mostBytes * 2);
  }

  /** Writes how far a level is from the one before, then the mark for "nothing else in this block". */
  difference(by: number): void {
    const size = by === 0 ? 0 : Math.floor(Math.log2(Math.abs(by))) + 1;
    const code = differenceCodes[size] ?? "00";
    this.#write(Number.parseInt(code, 2), code.length);
    this.#write(by < 0 ? by + 2 ** size - 1 : by, size);
    this.#write(0, 1);
  }

  end(): Buffer {
    while (this.#pendingBits > 0) this.#write(1, 1);
    return this.#bytes.subarray(0, this.#length);
  }

  #write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit -= 1) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1);
      this.#pendingBits += 1;
      if (this.#pendingBits < 8) continue;
      this.#bytes[this.#length] = this.#pending;
      this.#length += 1;
      // A full byte would look like a marker; the zero after it says that it is none.
      if (this.#pending === 0xff) this.#length += 1;
      this.#pending = 0;
      this.#pendingBits = 0;
    }
  }
}
