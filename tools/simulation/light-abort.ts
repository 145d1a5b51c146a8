type Listener = () => void;

/** One for all: most of what an error costs is the list of where it was made. */
const aborted = new Error("This was aborted.");
const timeIsUp = new Error("The time was up.");

/**
 * What the core uses of AbortController, without the weight of Node's: there a look of the dispatcher spends more on its
 * signals than on all it does, and `timeout` runs by the machine's time. Installed for the time of a simulation only.
 */
class LightSignal {
  aborted = false;
  reason: unknown = undefined;
  #listeners: Set<Listener> | null = null;

  addEventListener(_: "abort", listener: Listener): void {
    (this.#listeners ??= new Set()).add(listener);
  }

  removeEventListener(_: "abort", listener: Listener): void {
    this.#listeners?.delete(listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  end(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason ?? aborted;
    const listeners = this.#listeners;
    this.#listeners = null;
    if (listeners) for (const listener of listeners) listener();
  }

  static abort(reason?: unknown): LightSignal {
    const signal = new LightSignal();
    signal.end(reason);
    return signal;
  }

  static any(signals: readonly LightSignal[]): LightSignal {
    const any = new LightSignal();
    const end = () => {
      any.end(signals.find((one) => one.aborted)?.reason);
      for (const one of signals) one.removeEventListener("abort", end);
    };
    for (const one of signals) {
      if (one.aborted) {
        end();
        break;
      }
      one.addEventListener("abort", end);
    }
    return any;
  }

  static timeout(ms: number): LightSignal {
    const signal = new LightSignal();
    passes(ms, () => signal.end(timeIsUp));
    return signal;
  }
}

class LightController {
  readonly signal = new LightSignal();
  abort(reason?: unknown): void {
    this.signal.end(reason);
  }
}

let passes: (ms: number, run: () => void) => void = () => {
  throw new Error("No simulation says how time passes.");
};

/** Says how time passes for `AbortSignal.timeout` from here on. */
export function letTimePassBy(time: { in(ms: number, run: () => void): unknown }): void {
  passes = (ms, run) => void time.in(ms, run);
}

/** Puts the light ones in the place of Node's; the function returned puts Node's back. */
export function installLightAbort(): () => void {
  const { AbortController: controller, AbortSignal: signal } = globalThis;
  Object.assign(globalThis, { AbortController: LightController, AbortSignal: LightSignal });
  return () => void Object.assign(globalThis, { AbortController: controller, AbortSignal: signal });
}
