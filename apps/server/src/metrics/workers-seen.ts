type Seen = { id: string; beat: number; slots: number };

/** Tells living workers from dead ones by whether their beats change, by this process's own clock: no other can be trusted. */
export class WorkersSeen {
  readonly #deathAfterMs: number;
  #last = new Map<string, { beat: number; changedMs: number }>();

  constructor(deathAfterMs: number) {
    this.#deathAfterMs = deathAfterMs;
  }

  /** Those whose beat has changed lately, or who are seen for the first time. */
  alive<Worker extends Seen>(workers: readonly Worker[], nowMs: number): Worker[] {
    const before = this.#last;
    this.#last = new Map(
      workers.map(({ id, beat }) => {
        const was = before.get(id);
        return [id, was?.beat === beat ? was : { beat, changedMs: nowMs }];
      }),
    );
    return workers.filter(
      ({ id }) => nowMs - (this.#last.get(id)?.changedMs ?? nowMs) <= this.#deathAfterMs,
    );
  }
}
