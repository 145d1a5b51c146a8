import { bodyOf } from "../http/body-of.ts";
import { sendOnce } from "../http/send-once.ts";
import { startDeadline } from "../http/start-deadline.ts";
import { CutOff } from "../http/why-of.ts";
import { type OwnPlace, ownAddress } from "./own-address.ts";
import type { Ask, Reply } from "./queued-vendor.ts";

const questionMs = 30_000;
/** A slow line still brings so much up; what is larger gets longer, within the call's own deadline. */
const leastBytesPerMs = 50;

/** Makes the free requests of one call: uploads before it, questions after it. */
export function createAsk(input: {
  place: OwnPlace;
  headers: Record<string, string>;
  connectTimeoutMs: number;
  signal: AbortSignal;
}): Ask {
  const { place, connectTimeoutMs } = input;
  return async ({ method, path, contentType, body }): Promise<Reply> => {
    const url = ownAddress(place, path);
    if (!url)
      return { status: null, message: "The provider names an address that is not its own." };
    const cut = new AbortController();
    const mostMs = questionMs + Math.ceil((body?.contentLength ?? 0) / leastBytesPerMs);
    const deadline = startDeadline(mostMs, () =>
      cut.abort(new CutOff(`it took more than ${Math.round(mostMs / 1000)} s`)),
    );
    const signal = AbortSignal.any([input.signal, cut.signal]);
    try {
      const sent = await sendOnce({
        url,
        method,
        headers: {
          ...input.headers,
          ...(contentType !== undefined && { "content-type": contentType }),
          ...(body && { "content-length": body.contentLength }),
          accept: "application/json",
          "accept-encoding": "identity",
        },
        body: body?.pieces ?? [],
        agent: place.line.agent,
        connectTimeoutMs,
        signal,
      });
      if (!sent.sent || !sent.response) return { status: null, message: sent.message };
      const text = await bodyOf(sent.response, signal);
      return typeof text === "string"
        ? { status: null, message: text }
        : { status: sent.response.statusCode ?? 0, text: text.toString("utf8") };
    } finally {
      deadline.stop();
    }
  };
}
