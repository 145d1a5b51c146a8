import { type ExecutionEventType, executionEventTypes } from "@bunch/contracts/event";
import { EventSource } from "eventsource";

/** The server says something every 15 s; a line that is silent for longer is dead. */
const silentMs = 40_000;
const lookMs = 2000;
const connectMs = 15_000;

/** A batch's event stream that comes back by itself, and knows whether it lives. */
export function openEvents(input: {
  url: string;
  /** Headers of whoever has to show a token. */
  signedIn: (() => Promise<Record<string, string>>) | null;
  onMessage: (type: "snapshot" | ExecutionEventType, data: unknown) => void;
  signal: AbortSignal;
}): { isLive(): boolean; close(): void } {
  const { url, signal } = input;
  let source: EventSource | null = null;
  let lastMs = 0;
  let isOpen = false;
  let beganMs = 0;

  const heard = () => {
    lastMs = performance.now();
  };

  function open(): void {
    source?.close();
    isOpen = false;
    beganMs = performance.now();
    const own = new EventSource(url, {
      fetch: async (address, init) => {
        const answer = await fetch(address, {
          ...init,
          headers: { ...init.headers, ...(await input.signedIn?.()) },
          redirect: "error",
        });
        return {
          status: answer.status,
          url: answer.url,
          redirected: answer.redirected,
          headers: answer.headers,
          body: answer.body?.pipeThrough(listening(heard)) ?? null,
        };
      },
    });
    source = own;
    own.addEventListener("open", () => {
      isOpen = true;
      heard();
    });
    own.addEventListener("error", () => {
      isOpen = false;
    });
    for (const type of ["snapshot", ...executionEventTypes] as const)
      own.addEventListener(type, (message) => {
        heard();
        const data = parsed(String(message.data));
        if (data !== null) input.onMessage(type, data);
      });
  }

  const timer = setInterval(() => {
    const nowMs = performance.now();
    const isClosed = source?.readyState === EventSource.CLOSED;
    const isSilent = isOpen ? nowMs - lastMs > silentMs : nowMs - beganMs > connectMs;
    if (isClosed || isSilent) open();
  }, lookMs);
  const close = () => {
    clearInterval(timer);
    source?.close();
    isOpen = false;
  };
  signal.addEventListener("abort", close, { once: true });
  open();

  return {
    isLive: () => isOpen && performance.now() - lastMs < silentMs,
    close: () => {
      signal.removeEventListener("abort", close);
      close();
    },
  };
}

/** Passes bytes on and tells that some came: heartbeats too, which an EventSource does not show. */
function listening(heard: () => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      heard();
      controller.enqueue(chunk);
    },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
