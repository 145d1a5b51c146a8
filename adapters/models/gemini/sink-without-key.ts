import type { SpoolSink } from "@bunch/core/ports/spool";

/** Shorter texts are no real keys and could stand in an answer by chance; this many characters cannot. */
const shortestKey = 16;

/**
 * Blanks the key out of an answer on its way to the disk, where answers that cannot be read stay for good: proxies and
 * providers repeat keys in their errors. Everything else stays byte for byte, in its place.
 */
export function sinkWithoutKey(sink: SpoolSink, apiKey: string): SpoolSink {
  const key = Buffer.from(apiKey);
  if (key.byteLength < shortestKey) return sink;
  const blank = Buffer.alloc(key.byteLength, "*");
  /** The end of what came, where it may be the beginning of the key. */
  let held: Buffer = Buffer.alloc(0);
  const flush = async () => {
    const last = held;
    held = Buffer.alloc(0);
    if (last.byteLength > 0) await sink.write(last);
  };
  return {
    begin: (input) => sink.begin(input),
    async write(chunk) {
      const came = Buffer.concat([held, chunk]);
      for (let at = came.indexOf(key); at >= 0; at = came.indexOf(key, at + key.byteLength))
        blank.copy(came, at);
      const sure = came.byteLength - lengthOfBeginning(came, key);
      held = came.subarray(sure);
      if (sure > 0) await sink.write(came.subarray(0, sure));
    },
    async finish() {
      await flush();
      await sink.finish();
    },
    async abandon() {
      try {
        await flush();
      } finally {
        await sink.abandon();
      }
    },
  };
}

/** How many bytes at the end of `text` could be the first of `key`. */
function lengthOfBeginning(text: Buffer, key: Buffer): number {
  for (let length = Math.min(key.byteLength - 1, text.byteLength); length > 0; length -= 1)
    if (text.subarray(-length).equals(key.subarray(0, length))) return length;
  return 0;
}
