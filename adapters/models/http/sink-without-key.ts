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
  function blanked(text: Buffer): Buffer {
    const first = text.indexOf(key);
    if (first < 0) return text;
    const clean = Buffer.from(text);
    for (let at = first; at >= 0; at = clean.indexOf(key, at + key.byteLength))
      blank.copy(clean, at);
    return clean;
  }
  const flush = async () => {
    const last = held;
    held = Buffer.alloc(0);
    if (last.byteLength > 0) await sink.write(last);
  };
  return {
    begin: (input) => sink.begin(input),
    async write(chunk) {
      const came = blanked(held.byteLength > 0 ? Buffer.concat([held, chunk]) : bufferOf(chunk));
      const sure = came.byteLength - lengthOfBeginning(came, key);
      // A copy, as the chunk's memory is freed once it is written.
      held = Buffer.from(came.subarray(sure));
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
  const first = key[0] ?? 0;
  const from = Math.max(0, text.byteLength - key.byteLength + 1);
  for (let at = text.indexOf(first, from); at >= 0; at = text.indexOf(first, at + 1)) {
    const length = text.byteLength - at;
    if (text.subarray(at).equals(key.subarray(0, length))) return length;
  }
  return 0;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
