export type JpegSegment = {
  marker: number;
  data: Uint8Array;
  /** Where its marker begins, and where the next segment does. */
  from: number;
  to: number;
};

/** The segments of a JPEG up to its picture, as far as they are whole; none for what is no JPEG. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return;
  for (let from = 2; from + 4 <= bytes.length;) {
    const marker = bytes[from + 1] ?? 0;
    if (bytes[from] !== 0xff) return;
    // A marker may be filled up in front with as many of these as one likes.
    if (marker === 0xff) {
      from += 1;
      continue;
    }
    const length = ((bytes[from + 2] ?? 0) << 8) | (bytes[from + 3] ?? 0);
    const to = from + 2 + length;
    // Behind the start of scan (DA) and the end (D9) no segment follows.
    if (marker === 0xda || marker === 0xd9 || length < 2 || to > bytes.length) return;
    yield { marker, data: bytes.subarray(from + 4, to), from, to };
    from = to;
  }
}
