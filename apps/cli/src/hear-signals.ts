/** A terminal and a launcher both pass a Ctrl-C on; so close together they are one. */
const sameMs = 300;
const unwindMs = 1500;
const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** Turns the first signal into `interrupt` and some time to unwind, and ends at the second. */
export function hearSignals(interrupt: () => void): {
  /** The exit status that a signal asked for; null while there was none. */
  status: () => number | null;
} {
  let asked: { status: number; atMs: number } | null = null;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => {
      if (asked !== null) {
        if (performance.now() - asked.atMs > sameMs) process.exit(asked.status);
        return;
      }
      const status = 128 + numbers[name];
      asked = { status, atMs: performance.now() };
      // Also for one whose farewell nobody can read any more.
      process.exitCode = status;
      setTimeout(() => process.exit(status), unwindMs).unref();
      interrupt();
    });
  // The launcher was killed: nobody sees this any more.
  process.once("disconnect", () => process.exit(1));
  process.channel?.unref();
  return { status: () => asked?.status ?? null };
}
