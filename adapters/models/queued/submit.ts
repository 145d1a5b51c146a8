import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { CallEnd, ImageRequest } from "@bunch/core/ports/image-model";
import type { AnswerHead, SpoolSink } from "@bunch/core/ports/spool";
import { bodyOf } from "../http/body-of.ts";
import { headOf } from "../http/head-of.ts";
import { addressOf, type Line } from "../http/line.ts";
import { sendOnce } from "../http/send-once.ts";
import { beginAnswer } from "./last-answer.ts";
import { type Ask, PrepareFailed, type QueuedVendor, type Submission } from "./queued-vendor.ts";

/** What is in line now, by its ticket, and whether that is safe. */
type InLine = { ticket: string; isKept: () => Promise<boolean> };

/** Sends the one paid request and has its ticket kept; an end where there is nothing to ask after. */
export async function submit<Entry extends CatalogueEntry>(input: {
  vendor: QueuedVendor<Entry>;
  line: Line;
  headers: Record<string, string>;
  connectTimeoutMs: number;
  ask: Ask;
  request: ImageRequest;
  entry: Entry;
  sink: SpoolSink;
  keepTicket: (ticket: string) => Promise<void>;
  signal: AbortSignal;
}): Promise<CallEnd | InLine> {
  const { vendor, request, entry, ask, sink, keepTicket } = input;
  let submission: Submission;
  try {
    submission = await vendor.submission({ request, entry, ask });
    // A ticket of our own choice is safe before anything is sent.
    if (submission.ticket !== null) await keepTicket(submission.ticket);
  } catch (error) {
    if (!(error instanceof PrepareFailed)) throw error;
    if (error.refusal === null) return { ended: "unreachable", message: error.message };
    return await keepRefusal(sink, error.refusal);
  }
  const own = submission.ticket;
  const isOwnKept = own === null ? null : { ticket: own, isKept: async () => true };
  const reply = await post(input, submission);
  if (reply.status === null) {
    if (!reply.sent) return { ended: "unreachable", message: reply.message };
    return isOwnKept ?? { ended: "unanswered", message: reply.message };
  }
  const { status, text } = reply;
  const isTaken = status >= 200 && status < 300;
  const ticket = isTaken ? (vendor.ticketOf(text) ?? own) : null;
  if (ticket !== null) {
    if (ticket === own && isOwnKept) return isOwnKept;
    // The questions need not wait for it: the picture may be there before a database that is away is back.
    const kept = keepTicket(ticket).then(
      () => true,
      () => false,
    );
    return { ticket, isKept: () => kept };
  }
  return await keepRefusal(sink, reply);
}

/** No id came, so this is all that there will be. */
async function keepRefusal(
  sink: SpoolSink,
  { status, text, retryAfterMs }: AnswerHead & { text: string },
): Promise<CallEnd> {
  await beginAnswer(sink, { to: "submission", ticket: null, status, text, retryAfterMs });
  await sink.finish();
  return { ended: "answered" };
}

type Posted = (AnswerHead & { text: string }) | { status: null; sent: boolean; message: string };

async function post(
  input: Pick<Parameters<typeof submit>[0], "line" | "headers" | "connectTimeoutMs" | "signal">,
  { path, contentType, body, headers }: Submission,
): Promise<Posted> {
  const { line, connectTimeoutMs, signal } = input;
  if (signal.aborted)
    return {
      status: null,
      sent: false,
      message: "Nothing was sent: the call was given up before.",
    };
  const sent = await sendOnce({
    url: addressOf(line, path),
    method: "POST",
    headers: {
      ...input.headers,
      ...headers,
      "content-type": contentType,
      "content-length": body.contentLength,
      accept: "application/json",
      "accept-encoding": "identity",
    },
    body: body.pieces,
    agent: line.agent,
    connectTimeoutMs,
    signal,
  });
  if (!sent.sent) return { status: null, sent: false, message: sent.message };
  if (!sent.response) return { status: null, sent: true, message: sent.message };
  const text = await bodyOf(sent.response, signal);
  return typeof text === "string"
    ? { status: null, sent: true, message: text }
    : { ...headOf(sent.response), text: text.toString("utf8") };
}
