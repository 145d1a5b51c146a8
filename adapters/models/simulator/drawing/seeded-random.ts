import { createHash } from "node:crypto";

/** A source of numbers in [0, 1) that is the same for the same seed on every machine. */
export function seededRandom(seed: readonly unknown[]): () => number {
  let state = createHash("sha256").update(JSON.stringify(seed)).digest().readUInt32LE(0);
  // Mulberry32: small, and even enough for where a hill stands.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
