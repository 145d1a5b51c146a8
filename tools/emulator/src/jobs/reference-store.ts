/** A picture that was sent ahead, to be named in requests by its address. */
export interface StoredReference {
  mimeType: string;
  name: string;
  bytes: Buffer;
  createdMs: number;
}

/** Keeps what was uploaded to the vendors with a queue, by the path of its address. */
export class ReferenceStore {
  readonly #stored = new Map<string, StoredReference>();

  keep(path: string, reference: StoredReference): void {
    this.#stored.set(path, reference);
  }

  find(path: string): StoredReference | null {
    return this.#stored.get(path) ?? null;
  }

  delete(path: string): boolean {
    return this.#stored.delete(path);
  }

  clear(): void {
    this.#stored.clear();
  }
}
