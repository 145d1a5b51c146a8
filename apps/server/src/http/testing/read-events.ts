export type ReadEvent = { type: string; id: number; data: unknown };

/** Reads an event stream until it ends or `until` says so, then cuts the line. */
export async function readEvents(input: {
  url: string;
  lastEventId?: number | null;
  until?: (events: ReadEvent[]) => boolean;
  /** Cuts the line after so many bytes, wherever that falls. */
  mostBytes?: number;
  timeoutMs?: number;
}): Promise<{
  status: number;
  headers: Headers;
  events: ReadEvent[];
  ended: boolean;
  text: string;
}> {
  const cut = new AbortController();
  const signal = AbortSignal.any([cut.signal, AbortSignal.timeout(input.timeoutMs ?? 30_000)]);
  const { lastEventId } = input;
  const response = await fetch(input.url, {
    headers:
      lastEventId === undefined || lastEventId === null
        ? {}
        : { "last-event-id": String(lastEventId) },
    signal,
  });
  const { status, headers } = response;
  const events: ReadEvent[] = [];
  let text = "";
  let left = input.mostBytes ?? Number.POSITIVE_INFINITY;
  if (status !== 200 || !response.body) return { status, headers, events, ended: true, text };
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of response.body) {
      const taken = chunk.subarray(0, left);
      left -= taken.length;
      const piece = decoder.decode(taken, { stream: true });
      text += piece;
      const blocks = (rest + piece).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parse(block);
        if (event) events.push(event);
      }
      if (left <= 0 || input.until?.(events)) {
        cut.abort();
        break;
      }
    }
  } catch (error) {
    if (!cut.signal.aborted) throw error;
  }
  return { status, headers, events, ended: !cut.signal.aborted, text };
}

function parse(block: string): ReadEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).trimStart());
  }
  const data = fields.get("data");
  const type = fields.get("event");
  if (data === undefined || type === undefined) return null;
  return { type, id: Number(fields.get("id")), data: JSON.parse(data) };
}
