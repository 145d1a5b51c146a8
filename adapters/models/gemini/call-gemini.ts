import type { IncomingMessage } from "node:http";
import type { CallEnd } from "@bunch/core/ports/image-model";
import type { SpoolSink } from "@bunch/core/ports/spool";
import { addressOf } from "./line.ts";
import type { Line } from "./line.ts";
import type { RequestBody } from "./request-body.ts";
import { sendOnce } from "./send-once.ts";
import { startDeadline } from "./start-deadline.ts";
import { CutOff, whyOf } from "./why-of.ts";

/** The waits inside one call; the first byte may take the whole deadline. */
export type CallLimits = {
  connectTimeoutMs: number;
  idleTimeoutMs: number;
  largestAnswerBytes: number;
};

export const callLimits: CallLimits = {
  connectTimeoutMs: 10_000,
  idleTimeoutMs: 30_000,
  largestAnswerBytes: 256 * 1024 * 1024,
};

/** How much of an answer may wait in memory for the disk. */
const mostAheadBytes = 1024 * 1024;

export type GeminiCall = {
  line: Line;
  modelId: string;
  apiKey: string;
  body: RequestBody;
  deadlineMs: number;
  limits: CallLimits;
  sink: SpoolSink;
  signal: AbortSignal;
};

/** Makes one paid call: exactly one POST, no retry, no redirect, its answer streamed raw into the sink. Throws only what the sink throws. */
export async function callGemini(call: GeminiCall): Promise<CallEnd> {
  const end = await callOnce(call);
  if (end.ended !== "answered") await call.sink.abandon();
  return end;
}

async function callOnce(input: GeminiCall): Promise<CallEnd> {
  const { line, body, limits, sink, deadlineMs } = input;
  const cut = new AbortController();
  const signal = AbortSignal.any([input.signal, cut.signal]);
  if (signal.aborted)
    return { ended: "unreachable", message: "Nothing was sent: the call was given up before." };
  const total = startDeadline(deadlineMs, () =>
    cut.abort(new CutOff(`it took more than ${deadlineMs / 1000} s`)),
  );
  try {
    const sent = await sendOnce({
      url: addressOf(line, `/v1beta/models/${encodeURIComponent(input.modelId)}:generateContent`),
      method: "POST",
      headers: {
        "x-goog-api-key": input.apiKey,
        "content-type": "application/json",
        "content-length": body.contentLength,
        accept: "application/json",
        // What is in the spool shall be readable as it stands.
        "accept-encoding": "identity",
      },
      body: body.pieces,
      agent: line.agent,
      connectTimeoutMs: limits.connectTimeoutMs,
      signal,
    });
    if (!sent.sent) return { ended: "unreachable", message: sent.message };
    if (!sent.response) return { ended: "unanswered", message: sent.message };
    return await keepAnswer({ response: sent.response, sink, limits, cut, signal });
  } finally {
    total.stop();
  }
}

async function keepAnswer(input: {
  response: IncomingMessage;
  sink: SpoolSink;
  limits: CallLimits;
  cut: AbortController;
  signal: AbortSignal;
}): Promise<CallEnd> {
  const { response, sink, limits } = input;
  const giveUp = (why: string) => input.cut.abort(new CutOff(why));
  // A line that breaks while the disk is busy is told by the next chunk that is asked for.
  response.on("error", () => {});
  try {
    await sink.begin({ status: response.statusCode ?? 0 });
    const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
    let bytes = 0;
    let written = Promise.resolve();
    let aheadBytes = 0;
    for (;;) {
      const idle = startDeadline(limits.idleTimeoutMs, () =>
        giveUp(`nothing more came for ${limits.idleTimeoutMs / 1000} s`),
      );
      const next = await taken(chunks, input.signal).finally(() => idle.stop());
      if ("why" in next) return brokenOff(next.why);
      if (next.chunk === null) break;
      bytes += next.chunk.byteLength;
      if (bytes > limits.largestAnswerBytes)
        return brokenOff(`it is larger than ${limits.largestAnswerBytes} bytes`);
      // The disk takes what came meanwhile in one piece; a slow one is waited for.
      written = sink.write(next.chunk);
      written.catch(() => {});
      aheadBytes += next.chunk.byteLength;
      if (aheadBytes < mostAheadBytes) continue;
      await written;
      aheadBytes = 0;
    }
    await written;
    if (!response.complete) return brokenOff("the connection was closed");
    await sink.finish();
    return { ended: "answered" };
  } finally {
    response.destroy();
  }
}

async function taken(
  chunks: AsyncIterator<Buffer>,
  signal: AbortSignal,
): Promise<{ chunk: Buffer | null } | { why: string }> {
  try {
    const next = await chunks.next();
    return { chunk: next.done ? null : next.value };
  } catch (error) {
    return { why: whyOf(error, signal) };
  }
}

function brokenOff(why: string): CallEnd {
  return { ended: "unanswered", message: `The answer broke off: ${why}.` };
}
