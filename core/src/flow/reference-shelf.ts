import type { ReferenceBytes } from "../ports/image-model.ts";
import type { ObjectStore } from "../ports/object-store.ts";

type Asked = readonly { path: string; mimeType: string }[];
/** References on loan; `giveBack` when the call that sends them has ended. */
type Loan = { references: ReferenceBytes[]; giveBack: () => void };

type Held = { bytes: Uint8Array; users: number };
type Lent = Map<string, Held>;

/** Beside the bytes themselves whoever sends them holds their base64, a third more. */
const usualMostBytes = 64_000_000;

/**
 * Keeps the reference pictures of running batches at hand, each of them once: a hundred calls that begin together read
 * and encode it once and share it. Calls that would need more at once than there is room for wait for others to end.
 */
export class ReferenceShelf {
  readonly #objects: ObjectStore;
  readonly #mostBytes: number;
  /** By path, the youngest last. Paths are named by content, so they never go stale. */
  readonly #held = new Map<string, Held>();
  #turn: Promise<unknown> = Promise.resolve();
  #inTurn = 0;
  #freed = Promise.withResolvers<void>();

  constructor(objects: ObjectStore, input: { mostBytes: number } = { mostBytes: usualMostBytes }) {
    this.#objects = objects;
    this.#mostBytes = input.mostBytes;
  }

  /** The pictures asked for, each the same object as for everybody; null when the store has not all of them. */
  async borrow(input: { references: Asked; signal: AbortSignal }): Promise<Loan | null> {
    const { references } = input;
    if (references.length === 0) return { references: [], giveBack: () => {} };
    // Passing those who wait for room would let a steady batch keep them waiting until its end.
    const here = this.#inTurn === 0 ? this.#all(references) : null;
    if (here) return this.#lend(references, here);
    this.#inTurn += 1;
    const mine = this.#turn.then(() => this.#fetch(input));
    this.#turn = mine.catch(() => undefined);
    return mine.finally(() => {
      this.#inTurn -= 1;
    });
  }

  async #fetch(input: { references: Asked; signal: AbortSignal }): Promise<Loan | null> {
    const { references, signal } = input;
    while (!this.#all(references) && this.#bytesInUse() >= this.#mostBytes)
      await unlessAborted(this.#freed.promise, signal);
    const lent: Lent = new Map();
    for (const { path } of references) {
      const held = lent.get(path) ?? this.#held.get(path) ?? (await this.#read(path, signal));
      if (!held) return null;
      lent.set(path, held);
    }
    return this.#lend(references, lent);
  }

  async #read(path: string, signal: AbortSignal): Promise<Held | null> {
    const bytes = await this.#objects.get({ path, signal });
    return bytes && { bytes, users: 0 };
  }

  #lend(asked: Asked, lent: Lent): Loan {
    for (const [path, held] of lent) {
      held.users += 1;
      // Put back as the youngest; the oldest makes room.
      this.#held.delete(path);
      this.#held.set(path, held);
    }
    this.#makeRoom();
    let isOut = true;
    return {
      references: asked.map(({ path, mimeType }) => {
        const held = lent.get(path);
        // Drawing without it would be paid and wrong.
        if (!held) throw new Error(`The reference ${path} was lent and is not there.`);
        return { bytes: held.bytes, mimeType };
      }),
      giveBack: () => {
        if (!isOut) return;
        isOut = false;
        for (const held of lent.values()) held.users -= 1;
        this.#makeRoom();
        this.#freed.resolve();
        this.#freed = Promise.withResolvers();
      },
    };
  }

  /** What is held under these paths, where that is all of them. */
  #all(asked: Asked): Lent | null {
    const lent: Lent = new Map();
    for (const { path } of asked) {
      const held = this.#held.get(path);
      if (!held) return null;
      lent.set(path, held);
    }
    return lent;
  }

  #makeRoom(): void {
    let bytes = sumOf(this.#held.values());
    for (const [path, held] of this.#held) {
      if (bytes <= this.#mostBytes) return;
      if (held.users > 0) continue;
      this.#held.delete(path);
      bytes -= held.bytes.byteLength;
    }
  }

  #bytesInUse(): number {
    return sumOf([...this.#held.values()].filter(({ users }) => users > 0));
  }
}

function sumOf(held: Iterable<Held>): number {
  return [...held].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
}

/** Waits for a promise, or rejects when the signal aborts. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  await Promise.race([promise, gone]).finally(() => signal.removeEventListener("abort", leave));
}
