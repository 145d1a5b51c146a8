import { jpegSegments } from "./jpeg-segments.ts";
import { xmpOf } from "./jpeg-xmp.ts";
import { type PngChunk, pngChunks } from "./png-chunks.ts";
import { parametersKeyword, xmpKeyword, xmpNames } from "./xmp-names.ts";

/** An exported picture as the model sent it, without what was written into it; null for one that holds nothing of ours. */
export function withoutMetadata(bytes: Uint8Array): Uint8Array | null {
  const chunks = pngChunks(bytes);
  const ours = chunks === null ? inJpeg(bytes) : inPng(chunks);
  if (ours === null) return null;
  const { from, to } = ours;
  const picture = new Uint8Array(bytes.length - (to - from));
  picture.set(bytes.subarray(0, from));
  picture.set(bytes.subarray(to), from);
  return picture;
}

type Stretch = { from: number; to: number };

function inPng(chunks: Iterable<PngChunk>): Stretch | null {
  const [header, text, xmp] = firstOf(chunks, 3);
  const isOurs =
    header?.type === "IHDR" &&
    text !== undefined &&
    holds(text, parametersKeyword) &&
    xmp !== undefined &&
    holds(xmp, xmpKeyword) &&
    isOfUs(new TextDecoder().decode(xmp.data));
  return isOurs ? { from: text.from, to: xmp.to } : null;
}

/** Behind the beginning, or the JFIF segment (E0) that has to stand there. */
function inJpeg(bytes: Uint8Array): Stretch | null {
  const [first, second] = firstOf(jpegSegments(bytes), 2);
  const segment = first?.marker === 0xe0 ? second : first;
  return segment && isOfUs(xmpOf(segment) ?? "") ? segment : null;
}

function isOfUs(xmp: string): boolean {
  return xmp.includes(xmpNames.bunch);
}

function holds({ type, data }: PngChunk, keyword: string): boolean {
  const isText = type === "tEXt" || type === "iTXt";
  const given = new TextEncoder().encode(`${keyword}\0`);
  return isText && given.every((byte, place) => data[place] === byte);
}

function firstOf<Item>(items: Iterable<Item>, count: number): Item[] {
  const first: Item[] = [];
  for (const item of items) {
    first.push(item);
    if (first.length === count) break;
  }
  return first;
}
