const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export type PngChunk = {
  type: string;
  data: Uint8Array;
  /** Where it begins, its length included, and where the next one does. */
  from: number;
  to: number;
};

/** The chunks of a PNG one after the other, as far as they are whole; null for what is no PNG. */
export function pngChunks(bytes: Uint8Array): Iterable<PngChunk> | null {
  return signature.every((byte, place) => bytes[place] === byte) ? chunksOf(bytes) : null;
}

function* chunksOf(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Length, type and checksum are twelve bytes, so each turn goes on at least by these.
  for (let from = signature.length; from + 12 <= bytes.length;) {
    const to = from + 12 + view.getUint32(from);
    if (to > bytes.length) return;
    const type = String.fromCharCode(...bytes.subarray(from + 4, from + 8));
    yield { type, data: bytes.subarray(from + 8, to - 4), from, to };
    if (type === "IEND") return;
    from = to;
  }
}
