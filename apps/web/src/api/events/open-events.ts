import type { Client } from "@bunch/contracts/client";

/** A stream of events as the browser opens one, or as it is opened for who has to show a token. */
export type EventSourceLine = Pick<EventSource, "readyState" | "addEventListener" | "close">;

/** Opens a stream of events; with a token by a reader of our own, as the browser's sends none. */
export async function openEvents(client: Client, url: string): Promise<EventSourceLine> {
  const { signedIn } = client;
  if (signedIn === null) return new EventSource(url);
  const { EventSource: Reader } = await import("eventsource");
  return new Reader(url, {
    fetch: async (address, init) =>
      fetch(address, { ...init, headers: { ...init.headers, ...(await signedIn()) } }),
  });
}
