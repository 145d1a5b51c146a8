import type { ZipEntry } from "./zip-entry.ts";

// As APPNOTE.TXT 6.3.10 has them: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const plainVersion = 20;
const zip64Version = 45;
/** Made on Unix, so that the rights below are read. */
const madeBy = (3 << 8) | zip64Version;
const utf8Names = 1 << 11;
/** A plain file that everybody may read and its owner write. */
const fileRights = (0o100644 << 16) >>> 0;
/** Who sees this in a field finds the value in the ZIP64 extra field. */
const elsewhere = 0xffff_ffff;
const manyEntries = 0xffff;

const zip64Id = 0x0001;
const timeId = 0x5455;
const timeBytes = 9;

/** What stands in front of a file's content. */
export function localHeader(entry: ZipEntry): Uint8Array {
  const name = nameOf(entry);
  const isLarge = entry.bytes >= elsewhere;
  const large = isLarge ? [entry.bytes, entry.bytes] : [];
  const write = writer(30 + name.byteLength + timeBytes + zip64Bytes(large));
  write.u32(0x0403_4b50).u16(isLarge ? zip64Version : plainVersion);
  writeFacts(write, entry, name);
  write.u16(timeBytes + zip64Bytes(large)).bytes(name);
  writeExtras(write, entry, large);
  return write.done();
}

/** A file's line in the directory at the archive's end. */
export function centralHeader(entry: ZipEntry, offset: number): Uint8Array {
  const name = nameOf(entry);
  const isLarge = entry.bytes >= elsewhere;
  const large = isLarge ? [entry.bytes, entry.bytes] : [];
  if (offset >= elsewhere) large.push(offset);
  const write = writer(46 + name.byteLength + timeBytes + zip64Bytes(large));
  write
    .u32(0x0201_4b50)
    .u16(madeBy)
    .u16(large.length > 0 ? zip64Version : plainVersion);
  writeFacts(write, entry, name);
  write
    .u16(timeBytes + zip64Bytes(large))
    .u16(0)
    .u16(0)
    .u16(0)
    .u32(fileRights);
  write.u32(Math.min(offset, elsewhere)).bytes(name);
  writeExtras(write, entry, large);
  return write.done();
}

/** What stands behind the directory: where that is and how long, in both spellings where one does not hold it. */
export function endOfArchive(directory: {
  entries: number;
  offset: number;
  bytes: number;
}): Uint8Array {
  const { entries, offset, bytes } = directory;
  const isLarge = entries >= manyEntries || offset >= elsewhere || bytes >= elsewhere;
  const write = writer(22 + (isLarge ? 56 + 20 : 0));
  if (isLarge) {
    write.u32(0x0606_4b50).u64(44).u16(madeBy).u16(zip64Version).u32(0).u32(0);
    write.u64(entries).u64(entries).u64(bytes).u64(offset);
    write
      .u32(0x0706_4b50)
      .u32(0)
      .u64(offset + bytes)
      .u32(1);
  }
  write.u32(0x0605_4b50).u16(0).u16(0);
  write.u16(Math.min(entries, manyEntries)).u16(Math.min(entries, manyEntries));
  write.u32(Math.min(bytes, elsewhere)).u32(Math.min(offset, elsewhere)).u16(0);
  return write.done();
}

function nameOf({ name }: ZipEntry): Uint8Array {
  return new TextEncoder().encode(name);
}

/** What both headers of a file have alike, from the flags up to the length of its name. */
function writeFacts(write: Writer, entry: ZipEntry, name: Uint8Array): void {
  const bytes = Math.min(entry.bytes, elsewhere);
  write.u16(utf8Names).u16(0).u32(dosTime(entry.modifiedMs));
  write.u32(entry.crc32).u32(bytes).u32(bytes).u16(name.byteLength);
}

function writeExtras(write: Writer, entry: ZipEntry, large: readonly number[]): void {
  // The old field has no zone and two seconds to a tick; most unpackers prefer this one.
  write
    .u16(timeId)
    .u16(timeBytes - 4)
    .u8(1)
    .u32(Math.floor(entry.modifiedMs / 1000) >>> 0);
  if (large.length === 0) return;
  write.u16(zip64Id).u16(large.length * 8);
  for (const value of large) write.u64(value);
}

function zip64Bytes(large: readonly number[]): number {
  return large.length === 0 ? 0 : 4 + large.length * 8;
}

/** Date and time as DOS packs them, in UTC, the date in the upper half. */
function dosTime(ms: number): number {
  const time = new Date(ms);
  const year = time.getUTCFullYear();
  if (year < 1980) return (1 << 21) | (1 << 16);
  const date = ((year - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock =
    (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return ((date << 16) | clock) >>> 0;
}

type Writer = ReturnType<typeof writer>;

/** Writes numbers one after the other, the low byte first. */
function writer(length: number) {
  const target = new Uint8Array(length);
  const view = new DataView(target.buffer);
  let at = 0;
  const self = {
    u8(value: number) {
      view.setUint8(at, value);
      at += 1;
      return self;
    },
    u16(value: number) {
      view.setUint16(at, value, true);
      at += 2;
      return self;
    },
    u32(value: number) {
      view.setUint32(at, value, true);
      at += 4;
      return self;
    },
    u64(value: number) {
      view.setBigUint64(at, BigInt(value), true);
      at += 8;
      return self;
    },
    bytes(value: Uint8Array) {
      target.set(value, at);
      at += value.byteLength;
      return self;
    },
    done() {
      if (at !== length) throw new Error(`${at} bytes were written where ${length} belong.`);
      return target;
    },
  };
  return self;
}
