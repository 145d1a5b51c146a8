import type { IncomingMessage } from "node:http";
import { freeBytes } from "@bunch/core/free-bytes";
import type { SpoolSink } from "@bunch/core/ports/spool";
import { type Deadline, startDeadline } from "./start-deadline.ts";
import { whyOf } from "./why-of.ts";

/** How much of an answer may wait in memory for the disk; a hundred come at once. */
const mostAheadBytes = 256 * 1024;

/**
 * Streams the body of an answer into the sink as it comes, behind what `begin` puts there. Tells why it broke off, null when
 * all of it is written; throws only what the sink throws.
 */
export async function keepAnswer(input: {
  response: IncomingMessage;
  /** Begins the answer in the sink. */
  begin: () => Promise<void>;
  sink: SpoolSink;
  limits: { idleTimeoutMs: number; largestAnswerBytes: number };
  /** Ends the call, which breaks the answer off. */
  giveUp: (why: string) => void;
  signal: AbortSignal;
}): Promise<string | null> {
  const { response, sink, limits, signal } = input;
  const { promise: over, resolve, reject } = Promise.withResolvers<string | null>();
  let idle: Deadline | undefined;
  let isOver = false;
  let bytes = 0;
  let aheadBytes = 0;
  let written = Promise.resolve();

  const awaitMore = () => {
    idle = startDeadline(limits.idleTimeoutMs, () =>
      input.giveUp(`nothing more came for ${limits.idleTimeoutMs / 1000} s`),
    );
  };
  const take = (chunk: Buffer) => {
    idle?.stop();
    if (isOver) return;
    const { byteLength } = chunk;
    bytes += byteLength;
    if (bytes > limits.largestAnswerBytes) {
      resolve(`it is larger than ${limits.largestAnswerBytes} bytes`);
      return;
    }
    aheadBytes += byteLength;
    // A slow disk is waited for, and nobody blames the line meanwhile.
    if (aheadBytes >= mostAheadBytes) response.pause();
    else awaitMore();
    written = sink.write(chunk).then(() => {
      freeBytes(chunk);
      aheadBytes -= byteLength;
      if (!response.isPaused() || isOver) return;
      awaitMore();
      response.resume();
    });
    written.catch(reject);
  };

  response.once("end", () => resolve(response.complete ? null : "the connection was closed"));
  response.on("error", (error) => resolve(whyOf(error, signal)));
  response.once("close", () => resolve("the connection was closed"));
  try {
    await input.begin();
    awaitMore();
    response.on("data", take);
    const brokeOff = await over;
    if (brokeOff === null) await written;
    return brokeOff;
  } finally {
    isOver = true;
    idle?.stop();
    response.destroy();
  }
}
