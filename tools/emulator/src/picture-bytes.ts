import { createCipheriv, createHash } from "node:crypto";
import type { Hash } from "node:crypto";

/** The beginning that many pictures share, with its base64 and its hash taken once. */
interface SharedStart {
  bytes: Buffer;
  base64: Buffer;
  hash: Hash;
  /** What is left of it once three bytes make four characters. */
  spare: Buffer;
}

const mostCachedBytes = 32 * 1024 * 1024;
const cached = new Map<string, SharedStart>();
let cachedBytes = 0;

/** A picture in two pieces, so that what it has in common with others is neither drawn, hashed nor encoded again. */
export class PictureBytes {
  readonly #start: SharedStart;
  readonly #rest: Buffer;

  constructor(start: SharedStart, rest: readonly Buffer[]) {
    this.#start = start;
    this.#rest = Buffer.concat([start.spare, ...rest]);
  }

  whole(): Buffer {
    return Buffer.concat([this.#start.bytes, this.#rest]);
  }

  base64(): Buffer[] {
    return [this.#start.base64, Buffer.from(this.#rest.toString("base64"), "latin1")];
  }

  sha256(): string {
    return this.#start.hash.copy().update(this.#rest).digest("hex");
  }
}

/** Makes such a beginning, or takes it from those made before under that name. */
export function sharedStart(name: string, write: () => readonly Buffer[]): SharedStart {
  const known = cached.get(name);
  if (known) return known;
  const whole = Buffer.concat(write());
  const cut = whole.length - (whole.length % 3);
  const bytes = whole.subarray(0, cut);
  const made: SharedStart = {
    bytes,
    base64: Buffer.from(bytes.toString("base64"), "latin1"),
    hash: createHash("sha256").update(bytes),
    spare: whole.subarray(cut),
  };
  const weight = made.bytes.length + made.base64.length;
  if (cachedBytes + weight <= mostCachedBytes) {
    cached.set(name, made);
    cachedBytes += weight;
  }
  return made;
}

/** Bytes that no compression makes smaller, the same each time: what gives a plain drawing a real one's weight. */
export function ballast(bytes: number): Buffer {
  return createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(
    Buffer.alloc(bytes),
  );
}
