/** How many bytes the pieces of a body have together. */
export function bytesOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** The pieces between two places of a body, copied nowhere. */
export function cutPieces(pieces: readonly Buffer[], fromByte: number, toByte: number): Buffer[] {
  const cut: Buffer[] = [];
  let passed = 0;
  for (const piece of pieces) {
    const start = Math.max(fromByte - passed, 0);
    const end = Math.min(toByte - passed, piece.length);
    if (end > start) cut.push(piece.subarray(start, end));
    passed += piece.length;
  }
  return cut;
}

/** The same bytes in pieces of no more than so many. */
export function chopPieces(pieces: readonly Buffer[], mostBytes: number): Buffer[] {
  return pieces.flatMap((piece) =>
    Array.from({ length: Math.ceil(piece.length / mostBytes) }, (_, index) =>
      piece.subarray(index * mostBytes, (index + 1) * mostBytes),
    ),
  );
}

/** The same bytes with small neighbours joined. */
export function joinSmall(pieces: readonly Buffer[], smallBytes: number): Buffer[] {
  const joined: Buffer[] = [];
  let small: Buffer[] = [];
  const close = (): void => {
    if (small.length > 0) joined.push(Buffer.concat(small));
    small = [];
  };
  for (const piece of pieces) {
    if (piece.length < smallBytes) {
      small.push(piece);
      continue;
    }
    close();
    joined.push(piece);
  }
  close();
  return joined;
}
