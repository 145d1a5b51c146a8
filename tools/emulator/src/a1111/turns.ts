/** One at a time, in the order of coming: the lock before the one graphics card. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits until all who came before are done; the answer ends the turn. */
  async take(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }
}
