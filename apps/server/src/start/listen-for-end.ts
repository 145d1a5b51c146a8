/** Signals that come so close together are one: npm and the terminal both pass Ctrl-C on. */
const sameMs = 2000;

/** Time for one last try of what is open and for farewells; a database that hangs must not make it minutes. */
const usualFarewellMs = 20_000;

export type End = {
  /** Aborts at the first signal: take nothing new, let calls in flight end. */
  stop: AbortSignal;
  /** Aborts when the grace time is over, or at a second signal: leave the rest to a recovery. */
  leave: AbortSignal;
  /** Resolves with `stop`. */
  stopped: Promise<void>;
};

/** Turns SIGTERM and Ctrl-C into the two stages of a drain, and ends a process that hangs in the second. */
export function listenForEnd(graceMs: number, farewellMs = usualFarewellMs): End {
  const stop = new AbortController();
  const leave = new AbortController();
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  leave.signal.addEventListener("abort", () => {
    setTimeout(() => process.exit(1), farewellMs).unref();
  });
  let firstAtMs = 0;
  const onSignal = () => {
    const nowMs = performance.now();
    if (!stop.signal.aborted) {
      firstAtMs = nowMs;
      stop.abort();
      resolve();
      setTimeout(() => leave.abort(), graceMs).unref();
    } else if (nowMs - firstAtMs > sameMs) leave.abort();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { stop: stop.signal, leave: leave.signal, stopped };
}
