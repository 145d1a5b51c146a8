import { createHash } from "node:crypto";

/** Gives a number from 0 to below 1 that depends on nothing but the words given, so that every run replays. */
export function randomFrom(...words: (string | number)[]): number {
  const digest = createHash("sha256").update(JSON.stringify(words)).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
