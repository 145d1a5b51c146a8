/** Counts the calls in flight as the provider sees them, and the most there ever were. */
export class Traffic {
  readonly #now = new Map<string, number>();
  readonly #most = new Map<string, number>();

  /** Counts a call in under each of its names; the answer counts it out, once however often it is called. */
  enter(names: readonly string[]): () => void {
    for (const name of names) {
      const count = this.now(name) + 1;
      this.#now.set(name, count);
      this.#most.set(name, Math.max(count, this.most(name)));
    }
    let inside = true;
    return () => {
      if (inside) for (const name of names) this.#now.set(name, this.now(name) - 1);
      inside = false;
    };
  }

  now(name: string): number {
    return this.#now.get(name) ?? 0;
  }

  most(name: string): number {
    return this.#most.get(name) ?? 0;
  }

  /** The most under each name with that beginning, the beginning cut off. */
  mostByPrefix(prefix: string): Record<string, number> {
    const found = [...this.#most].filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(found.map(([name, most]) => [name.slice(prefix.length), most]));
  }
}
