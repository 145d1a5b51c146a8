/** Something that will happen, unless it is called off. */
export type Appointment = { atMs: number; run: () => void; isOff: boolean };

const comesToRest = Promise.resolve();

/** How a stretch of time ended. */
export type Stretch = "over" | "idle" | "too_long";

/**
 * Time that passes only when everything else has come to rest, so that hours take no time and every run of a seed is the
 * same. What is due at the same moment happens in the order in which it was asked for.
 */
export class VirtualTime {
  nowMs = 0;
  /** By how much the clock on the wall has been put forward or back. */
  wallJumpMs = 0;
  /** Things that happened; a run that never ends is told by it. */
  steps = 0;
  /** The next to come is the last. */
  readonly #agenda: Appointment[] = [];

  get wallMs(): number {
    return this.nowMs + this.wallJumpMs;
  }

  at(atMs: number, run: () => void): Appointment {
    const made = { atMs: Math.max(atMs, this.nowMs), run, isOff: false };
    const agenda = this.#agenda;
    let index = agenda.length;
    agenda.push(made);
    for (; index > 0; index -= 1) {
      const before = agenda[index - 1]!;
      if (before.atMs > made.atMs) break;
      agenda[index] = before;
    }
    agenda[index] = made;
    return made;
  }

  in(ms: number, run: () => void): Appointment {
    return this.at(this.nowMs + ms, run);
  }

  /** Lets time pass until it is over, until nothing more would ever happen, or until a bound is reached. */
  pass(until: { isOver: () => boolean; untilMs: number; mostSteps: number }): Promise<Stretch> {
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          if (until.isOver()) return resolve("over");
          const next = this.#next();
          if (!next) return resolve("idle");
          if (next.atMs > until.untilMs || (this.steps += 1) > until.mostSteps)
            return resolve("too_long");
          this.#agenda.pop();
          this.nowMs = next.atMs;
          next.run();
        } catch (cause) {
          return reject(cause);
        }
        void comesToRest.then(afterAllElse);
      };
      // A tick asked for by a promise comes once Node's queue of promises is empty: all that followed has happened by then.
      const afterAllElse = () => process.nextTick(step);
      void comesToRest.then(afterAllElse);
    });
  }

  #next(): Appointment | undefined {
    while (this.#agenda.at(-1)?.isOff) this.#agenda.pop();
    return this.#agenda.at(-1);
  }
}
