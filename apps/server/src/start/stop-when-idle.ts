import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const requestBegins = "http.server.request.start";
const lookMs = 1000;
/** How many times its time the database may be away. */
const outages = 10;

/**
 * Ends a server that somebody's command started and nobody needs any more: no batch wants to be drawn, nobody watches one,
 * and no request has come for that long. Resolves when it has called `stop`, or when the signal aborts.
 */
export async function stopWhenIdle(input: {
  afterMs: number;
  /** Whether a batch wants to be drawn; one that is paused until a person acts waits for that person, who starts the server again. */
  isAtWork: () => Promise<boolean>;
  stop: () => void;
  signal: AbortSignal;
}): Promise<void> {
  const { afterMs, signal } = input;
  let open = 0;
  let lastMs = performance.now();
  const onRequest = (message: unknown) => {
    const { response } = message as { response: ServerResponse };
    open += 1;
    response.once("close", () => {
      open -= 1;
      lastMs = performance.now();
    });
  };
  subscribe(requestBegins, onRequest);
  try {
    while (!signal.aborted) {
      await sleep(Math.min(lookMs, afterMs / 4), undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted || open > 0 || performance.now() - lastMs < afterMs) continue;
      const askedMs = performance.now();
      const isAtWork = await input.isAtWork().catch(() => null);
      // A request may have come and gone meanwhile, and left a batch.
      if (lastMs > askedMs) continue;
      // An outage is no reason to end, but a database that is gone for good is.
      const isGone = isAtWork === null && performance.now() - lastMs > outages * afterMs;
      // Whoever watched a batch to its end gets the whole time from then on.
      if (isAtWork === true) lastMs = performance.now();
      else if (open === 0 && (isAtWork === false || isGone)) return input.stop();
    }
  } finally {
    unsubscribe(requestBegins, onRequest);
  }
}
