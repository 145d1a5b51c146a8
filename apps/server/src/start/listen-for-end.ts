/** Signals that come so close together are one: npm and the terminal both pass Ctrl-C on. */
const sameMs = 2000;

/**
 * Turns SIGTERM and Ctrl-C into two abort signals: `stop` at once (take nothing new, let calls in flight end) and
 * `leave` when the grace time is over or a second signal comes.
 */
export function listenForEnd(graceMs: number): { stop: AbortSignal; leave: AbortSignal } {
  const stop = new AbortController();
  const leave = new AbortController();
  let firstAtMs = 0;
  const onSignal = () => {
    const nowMs = performance.now();
    if (!stop.signal.aborted) {
      firstAtMs = nowMs;
      stop.abort();
      setTimeout(() => leave.abort(), graceMs).unref();
    } else if (nowMs - firstAtMs > sameMs) leave.abort();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { stop: stop.signal, leave: leave.signal };
}
