export type Deadline = { stop(): void };

/** A timer that fires so much too late says that this process slept, not that the other side was slow. */
const lateMs = 1000;
const graceMs = 5000;

/**
 * Calls back once the time is up. If this process was stopped or busy meanwhile, a moment is added: what arrived while
 * nobody was reading is still in the socket, and may be a picture that was paid for.
 */
export function startDeadline(waitMs: number, whenUp: () => void): Deadline {
  let due = performance.now() + waitMs;
  const ring = () => {
    if (performance.now() - due < lateMs) {
      // Whatever can be read at this very moment is read first.
      immediate = setImmediate(whenUp);
      return;
    }
    const moreMs = Math.min(waitMs, graceMs);
    due = performance.now() + moreMs;
    timer = setTimeout(ring, moreMs);
  };
  let timer = setTimeout(ring, waitMs);
  let immediate: NodeJS.Immediate | undefined;
  return {
    stop() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
