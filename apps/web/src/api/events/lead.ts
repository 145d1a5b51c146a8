/** One of those who share a name leads; the others wait for their turn. */
export type Contention = {
  /** Takes the lead from one that does not answer. */
  takeOver: () => void;
};

/**
 * Waits for the lead among all tabs of this browser, and has it until the signal aborts, the tab is closed, or another tab
 * takes it over; then waits for it again. Locks are freed by the browser itself, however a tab ends.
 */
export function contendForLead(input: {
  locks: LockManager;
  name: string;
  /** Leads until this signal aborts. */
  lead: (leading: AbortSignal) => void;
  signal: AbortSignal;
}): Contention {
  const { locks, name, signal } = input;
  let waiting: AbortController | null = null;

  const contend = async (isStolen: boolean): Promise<void> => {
    const own = new AbortController();
    const leading = new AbortController();
    waiting = own;
    const onLead = () => {
      waiting = null;
      input.lead(AbortSignal.any([leading.signal, signal]));
      return aborted(signal);
    };
    try {
      // A lock cannot be taken over and waited for in one.
      await (isStolen
        ? locks.request(name, { steal: true }, onLead)
        : locks.request(name, { signal: AbortSignal.any([own.signal, signal]) }, onLead));
    } catch {
      // Another tab has taken it over, or this one does and waits no longer.
    }
    leading.abort();
    if (!signal.aborted && !own.signal.aborted) void contend(false);
  };

  void contend(false);
  return {
    takeOver: () => {
      if (waiting === null || signal.aborted) return;
      waiting.abort();
      void contend(true);
    },
  };
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
