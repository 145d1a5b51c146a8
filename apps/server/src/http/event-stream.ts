import type { Response } from "express";

const usual = {
  /** What keeps the line alive; a comment, unless the client wants to notice it. */
  heartbeat: ": still here\n\n",
  heartbeatMs: 15_000,
  /** A client that takes nothing for so long is cut; it resumes where it was. */
  slowClientMs: 30_000,
};

/** Without a sequence it has no id, and no client takes the stream up after it. */
export type StreamedEvent = { type: string; sequence: number | null; data: unknown };

/** An event as it goes over the wire. */
export function textOf({ type, sequence, data }: StreamedEvent): string {
  const id = sequence === null ? "" : `id: ${sequence}\n`;
  return `event: ${type}\n${id}data: ${JSON.stringify(data)}\n\n`;
}

/** One open stream of server-sent events. */
export type EventStream = {
  /** Aborts when the client has gone, was too slow, or the server closes. */
  signal: AbortSignal;
  /** Sends one event and waits while the client is slow. */
  send(event: StreamedEvent): Promise<void>;
  /** The same, written out already by `textOf`. */
  sendText(text: string): Promise<void>;
  end(): void;
};

/** Opens a stream; a heartbeat keeps it alive, whatever becomes of the database meanwhile. */
export function openEventStream(
  response: Response,
  closing: AbortSignal,
  given: Partial<typeof usual> = {},
): EventStream {
  const how = { ...usual, ...given };
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, closing]);
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(how.heartbeat);
  }, how.heartbeatMs);
  const onClosing = () => response.end();
  closing.addEventListener("abort", onClosing, { once: true });
  response.once("close", () => {
    clearInterval(heartbeat);
    closing.removeEventListener("abort", onClosing);
    gone.abort();
  });
  response.on("error", () => gone.abort());
  response.status(200).set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    // Else nginx would keep the events for itself.
    "X-Accel-Buffering": "no",
  });
  response.write("retry: 1000\n\n");
  if (closing.aborted) response.end();

  async function sendText(text: string): Promise<void> {
    if (signal.aborted) return;
    if (!response.write(text)) await drained(response, signal, how.slowClientMs);
  }
  return {
    signal,
    send: (event) => sendText(textOf(event)),
    sendText,
    end: () => void response.end(),
  };
}

async function drained(
  response: Response,
  signal: AbortSignal,
  slowClientMs: number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  const timer = setTimeout(() => {
    response.destroy();
    resolve();
  }, slowClientMs);
  response.once("drain", resolve);
  signal.addEventListener("abort", onAbort, { once: true });
  await promise;
  clearTimeout(timer);
  response.off("drain", resolve);
  signal.removeEventListener("abort", onAbort);
}
