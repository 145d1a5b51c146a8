import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import yauzl from "yauzl";
import type { ZipEntry } from "./zip-entry.ts";
import { layOutZip, type ZipLayout, zipParts } from "./zip-layout.ts";

/** A made-up content whose every byte is told by its place. */
const byteAt = (entry: number, place: number) => (entry * 7 + place) % 251;

function contentOf(part: { entry: number; from: number; to: number }): Buffer {
  const bytes = Buffer.alloc(part.to - part.from);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = byteAt(part.entry, part.from + at);
  return bytes;
}

function bytesOf(layout: ZipLayout, from: number, to: number): Buffer {
  return Buffer.concat(
    [...zipParts(layout, from, to)].map((part) =>
      part.is === "own" ? part.bytes : contentOf(part),
    ),
  );
}

/** Hands out what another's reader asks for: of the directory alone, as that tells where all is. */
class Simulated extends yauzl.RandomAccessReader {
  readonly #directory: Buffer;
  readonly #offset: number;
  constructor(layout: ZipLayout) {
    super();
    this.#offset = layout.offsets.at(-1) ?? 0;
    this.#directory = bytesOf(layout, this.#offset, layout.bytes);
  }
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const from = position - this.#offset;
    // Looking for the end, a reader may begin before the directory of a small archive.
    this.#directory.copy(buffer, offset + Math.max(0, -from), Math.max(0, from), from + length);
    setImmediate(callback, null);
  }
}

async function directoryOf(layout: ZipLayout): Promise<yauzl.Entry[]> {
  const reader = new Simulated(layout);
  const options = { lazyEntries: true, strictFileNames: true };
  const zip = await yauzl.fromRandomAccessReaderPromise(reader, layout.bytes, options);
  const entries: yauzl.Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

const timeMs = Date.UTC(2026, 10, 29, 12, 34, 56);
const entries = fc.array(
  fc.record({
    name: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
    bytes: fc.nat(300),
    crc32: fc.nat(0xffff_ffff),
    modifiedMs: fc.integer({ min: 0, max: 4e12 }),
  }),
  { maxLength: 12 },
);

test("Z2: an archive is as long as it says, and any part of it is the part of the whole", () => {
  fc.assert(
    fc.property(entries, fc.nat(9999), fc.nat(9999), (list, first, second) => {
      const layout = layOutZip(list);
      const whole = bytesOf(layout, 0, layout.bytes);
      expect(whole).toHaveLength(layout.bytes);
      const [from, to] = [first % (layout.bytes + 1), second % (layout.bytes + 1)].toSorted(
        (one, other) => one - other,
      );
      expect(bytesOf(layout, from!, to!).equals(whole.subarray(from, to))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("Z2: every cut of a small archive falls together again, at each of its bytes", () => {
  const list = [0, 1, 40].map((bytes, index): ZipEntry => ({
    name: `${index}-été.png`,
    bytes,
    crc32: crc32(contentOf({ entry: index, from: 0, to: bytes })),
    modifiedMs: timeMs,
  }));
  const layout = layOutZip(list);
  const whole = bytesOf(layout, 0, layout.bytes);
  for (let at = 0; at <= layout.bytes; at += 1) {
    const halves = [bytesOf(layout, 0, at), bytesOf(layout, at, layout.bytes)];
    expect(Buffer.concat(halves).equals(whole)).toBe(true);
  }
});

test("Z2: another's reader finds each file with its name, length, checksum and time", async () => {
  const list = ["1-œuvre.png", "2-狐.webp"].map((name, index): ZipEntry => ({
    name,
    bytes: 10 + index,
    crc32: 5 + index,
    modifiedMs: timeMs,
  }));
  const found = await directoryOf(layOutZip(list));
  expect(
    found.map((entry) => [
      entry.fileName,
      entry.uncompressedSize,
      entry.crc32,
      entry.compressionMethod,
      entry.generalPurposeBitFlag,
      entry.getLastModDate().getTime(),
    ]),
  ).toEqual(list.map((one) => [one.name, one.bytes, one.crc32, 0, 1 << 11, timeMs]));
});

const gigabyte = 1024 ** 3;
test.each([
  ["70 000 files", 70_000, 10],
  ["65 535 files, which the old field has no number for", 65_535, 1],
  ["65 534 files", 65_534, 1],
  ["9 files of one gigabyte", 9, gigabyte],
  ["a file of 5 gigabytes and one behind it", 2, 5 * gigabyte],
  ["a file of 4 gigabytes less one byte", 2, 4 * gigabyte - 1],
])("Z2: %s are found where they are", async (_name, count, bytes) => {
  const list = Array.from({ length: count }, (_, index): ZipEntry => ({
    name: `${index}.png`,
    bytes,
    crc32: index,
    modifiedMs: timeMs,
  }));
  const layout = layOutZip(list);
  const found = await directoryOf(layout);
  expect(found).toHaveLength(count);
  for (const [index, entry] of found.entries()) {
    if (entry.uncompressedSize !== bytes || entry.crc32 !== index) expect(entry).toBe(index);
    const at = entry.relativeOffsetOfLocalHeader;
    if (at !== layout.offsets[index]) expect(at).toBe(layout.offsets[index]);
  }
  const last = found.at(-1)!.relativeOffsetOfLocalHeader;
  const header = bytesOf(layout, last, last + 40);
  expect(header.readUInt32LE(0)).toBe(0x0403_4b50);
  expect(header.subarray(30).toString()).toContain(`${count - 1}.p`);
});
