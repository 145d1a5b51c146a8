/** Decoded piece by piece: small strings die young, large ones cost the garbage collector a whole round. A multiple of four. */
const pieceBytes = 64 * 1024;

/** Decodes base64 strictly, where Buffer would skip over what is none; null for anything else, nothing included. */
export function decodeBase64(text: Buffer): Buffer | null {
  const length = withoutPadding(text);
  if (length === 0 || length % 4 === 1) return null;
  const bytes = Buffer.allocUnsafeSlow(Math.floor((length * 3) / 4));
  let written = 0;
  for (let at = 0; at < length; at += pieceBytes) {
    const piece = text.toString("latin1", at, Math.min(at + pieceBytes, length));
    const expected = Math.floor((piece.length * 3) / 4);
    // The decoder leaves out what is not base64, so that too little comes of it.
    if (bytes.write(piece, written, "base64") !== expected) return null;
    written += expected;
  }
  return bytes;
}

function withoutPadding(text: Buffer): number {
  const equals = 0x3d;
  const padding = text.at(-1) === equals ? (text.at(-2) === equals ? 2 : 1) : 0;
  return padding > 0 && text.byteLength % 4 !== 0 ? 0 : text.byteLength - padding;
}
