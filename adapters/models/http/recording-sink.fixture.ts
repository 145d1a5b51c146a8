import type { SpoolSink } from "@bunch/core/ports/spool";

/** A sink for tests: keeps what came in memory and counts, or only counts. */
export function createRecordingSink(
  input: { keep?: boolean; beforeWrite?: () => Promise<void> } = {},
) {
  const chunks: Uint8Array[] = [];
  const seen = {
    status: 0,
    retryAfterMs: undefined as number | undefined,
    bytes: 0,
    state: "open" as "open" | "begun" | "finished" | "abandoned",
  };
  const sink: SpoolSink = {
    async begin({ status, retryAfterMs }) {
      seen.status = status;
      seen.retryAfterMs = retryAfterMs;
      seen.state = "begun";
    },
    async write(chunk) {
      await input.beforeWrite?.();
      if (seen.state !== "begun") throw new Error(`a chunk came while ${seen.state}`);
      seen.bytes += chunk.byteLength;
      if (input.keep !== false) chunks.push(Uint8Array.from(chunk));
    },
    async finish() {
      seen.state = "finished";
    },
    async abandon() {
      // As of the real one: what is finished stays so.
      if (seen.state !== "finished") seen.state = "abandoned";
    },
  };
  return { sink, seen, body: () => Buffer.concat(chunks) };
}

/** For vendors that answer at once: a ticket of theirs would be a mistake. */
export const noTicket = (): Promise<never> => Promise.reject(new Error("No ticket was to come."));
