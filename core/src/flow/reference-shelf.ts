import type { ObjectStore } from "../ports/object-store.ts";

/** Pictures held at once: those of a few batches that run side by side. */
const mostPictures = 9;

/** Keeps the reference pictures of running batches at hand, so that a hundred calls read each of them once. */
export class ReferenceShelf {
  readonly #objects: ObjectStore;
  readonly #taken = new Map<string, Uint8Array>();

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  /** The bytes under a path, the same object each time; null when the store has none. Paths are named by content, so they never go stale. */
  async take(path: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const bytes = this.#taken.get(path) ?? (await this.#objects.get({ path, signal }));
    if (!bytes) return null;
    // Put back as the youngest; the oldest makes room.
    this.#taken.delete(path);
    this.#taken.set(path, bytes);
    for (const oldest of this.#taken.keys()) {
      if (this.#taken.size <= mostPictures) break;
      this.#taken.delete(oldest);
    }
    return bytes;
  }
}
