const everyMs = 2000;

/** Counts what is done and says so now and then, so that a long work is seen to go on. */
export function createProgress(what: string, say: (sentence: string) => void): () => void {
  let done = 0;
  let saidMs = performance.now();
  return () => {
    done += 1;
    if (performance.now() - saidMs < everyMs) return;
    saidMs = performance.now();
    say(`  ${done} ${what} so far`);
  };
}
