import type { CallEnd } from "@bunch/core/ports/image-model";
import type { SpoolSink } from "@bunch/core/ports/spool";
import { headOf } from "./head-of.ts";
import { keepAnswer } from "./keep-answer.ts";
import { addressOf } from "./line.ts";
import type { Line } from "./line.ts";
import { sendOnce } from "./send-once.ts";
import { startDeadline } from "./start-deadline.ts";
import { CutOff } from "./why-of.ts";

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

/** The body of one call in pieces, so that references are written from where they lie and never glued together. */
export type RequestBody = { pieces: readonly Buffer[]; contentLength: number };

export type OneCall = {
  line: Line;
  path: string;
  /** How the vendor wants the key and the body named. */
  headers: Record<string, string>;
  body: RequestBody;
  deadlineMs: number;
  limits: CallLimits;
  sink: SpoolSink;
  signal: AbortSignal;
};

/** Makes one paid call: exactly one POST, no retry, no redirect, its answer streamed raw into the sink. Throws only what the sink throws. */
export async function callOnce(call: OneCall): Promise<CallEnd> {
  const end = await callUnfinished(call);
  if (end.ended !== "answered") await call.sink.abandon();
  return end;
}

async function callUnfinished(input: OneCall): Promise<CallEnd> {
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
      url: addressOf(line, input.path),
      method: "POST",
      headers: {
        ...input.headers,
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
    const { response } = sent;
    const brokeOff = await keepAnswer({
      response,
      begin: () => sink.begin(headOf(response)),
      sink,
      limits,
      giveUp: (why) => cut.abort(new CutOff(why)),
      signal,
    });
    if (brokeOff !== null)
      return { ended: "unanswered", message: `The answer broke off: ${brokeOff}.` };
    await sink.finish();
    return { ended: "answered" };
  } finally {
    total.stop();
  }
}
