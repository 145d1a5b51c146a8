import { setTimeout as delay } from "node:timers/promises";

/** What somebody saw who watched one batch over a line that broke again and again. */
export type Watched = {
  /** The sequence that the first snapshot included; null while none came. */
  from: number | null;
  /** Every event as it came, in that order. */
  events: { type: string; id: number }[];
  connections: number;
};

const pauseMs = 60;

/** Watches an execution's events until told to stop; each cut is followed by a resumption with Last-Event-ID, wherever `url` leads to next. */
export function watchStream(input: {
  url: () => string;
  cutBytes: number;
  until: AbortSignal;
}): Watched {
  const watched: Watched = { from: null, events: [], connections: 0 };
  void keepWatching(input, watched);
  return watched;
}

async function keepWatching(
  input: { url: () => string; cutBytes: number; until: AbortSignal },
  watched: Watched,
): Promise<void> {
  while (!input.until.aborted) {
    watched.connections += 1;
    // Each connection may live longer than the one before, or a long batch would never be seen to its end.
    await watchOnce(input, watched, input.cutBytes * watched.connections).catch(() => undefined);
    await delay(pauseMs);
  }
}

async function watchOnce(
  input: { url: () => string; until: AbortSignal },
  watched: Watched,
  mostBytes: number,
): Promise<void> {
  const seen = watched.events.at(-1)?.id ?? watched.from;
  const cut = new AbortController();
  const response = await fetch(input.url(), {
    headers: seen === null ? {} : { "last-event-id": String(seen) },
    signal: AbortSignal.any([input.until, cut.signal]),
  });
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel();
    return;
  }
  const decoder = new TextDecoder();
  let left = mostBytes;
  let rest = "";
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.byteLength;
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) take(block, watched);
    if (left <= 0) cut.abort();
  }
}

function take(block: string, watched: Watched): void {
  const type = /^event: (.+)$/m.exec(block)?.[1];
  const id = Number(/^id: (\d+)$/m.exec(block)?.[1]);
  if (type === "snapshot") watched.from ??= id;
  else if (type !== undefined) watched.events.push({ type, id });
}
