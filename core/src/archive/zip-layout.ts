import type { ZipEntry } from "./zip-entry.ts";
import { centralHeader, endOfArchive, localHeader } from "./zip-headers.ts";

/** Where everything in an archive lies, before a byte of it is read. */
export type ZipLayout = {
  entries: readonly ZipEntry[];
  /** Where each entry begins, and at the end where the last one ends. */
  offsets: Float64Array;
  /** How long the whole archive is. */
  bytes: number;
};

/** A stretch of an archive: bytes of its own, or a stretch of an entry's content. */
export type ZipPart =
  | { is: "own"; bytes: Uint8Array }
  | { is: "content"; entry: number; from: number; to: number };

/** Own bytes are handed out in pieces of about this size. */
const pieceBytes = 65_536;

/** Lays files out one after the other, in their order; beyond 4 GB or 65 535 files as ZIP64. */
export function layOutZip(entries: readonly ZipEntry[]): ZipLayout {
  const offsets = new Float64Array(entries.length + 1);
  let central = 0;
  let at = 0;
  for (const [index, entry] of entries.entries()) {
    offsets[index] = at;
    central += centralHeader(entry, at).byteLength;
    at += localHeader(entry).byteLength + entry.bytes;
  }
  offsets[entries.length] = at;
  const end = endOfArchive({ entries: entries.length, offset: at, bytes: central });
  return { entries, offsets, bytes: at + central + end.byteLength };
}

/** What stands from one byte up to before another, in order; the archive can be begun anywhere. */
export function* zipParts(layout: ZipLayout, from: number, to: number): Generator<ZipPart> {
  const { entries, offsets } = layout;
  for (let index = entryAt(offsets, from); index < entries.length; index += 1) {
    const entry = entries[index]!;
    const start = offsets[index]!;
    if (start >= to) return;
    const header = localHeader(entry);
    const content = start + header.byteLength;
    const own = cut(header, start, { from, to });
    if (own) yield { is: "own", bytes: own };
    const first = Math.max(from - content, 0);
    const last = Math.min(to - content, entry.bytes);
    if (first < last) yield { is: "content", entry: index, from: first, to: last };
  }
  yield* directoryParts(layout, from, to);
}

function* directoryParts(layout: ZipLayout, from: number, to: number): Generator<ZipPart> {
  const { entries, offsets } = layout;
  const offset = offsets[entries.length]!;
  let at = offset;
  let piece: Uint8Array[] = [];
  let held = 0;
  const pieces = function* (): Generator<Uint8Array> {
    for (const [index, entry] of entries.entries()) yield centralHeader(entry, offsets[index]!);
    yield endOfArchive({ entries: entries.length, offset, bytes: at - offset });
  };
  for (const header of pieces()) {
    const own = cut(header, at, { from, to });
    at += header.byteLength;
    if (own) {
      piece.push(own);
      held += own.byteLength;
    }
    if (held >= pieceBytes) {
      yield { is: "own", bytes: joined(piece, held) };
      piece = [];
      held = 0;
    }
    if (at >= to) break;
  }
  if (held > 0) yield { is: "own", bytes: joined(piece, held) };
}

/** The entry that holds a byte; one past the last where it lies behind them all. */
function entryAt(offsets: Float64Array, byte: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle + 1]! <= byte) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The part of some bytes at a place that lies within a range; null where none does. */
function cut(
  bytes: Uint8Array,
  at: number,
  range: { from: number; to: number },
): Uint8Array | null {
  const first = Math.max(range.from - at, 0);
  const last = Math.min(range.to - at, bytes.byteLength);
  return first < last ? bytes.subarray(first, last) : null;
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
