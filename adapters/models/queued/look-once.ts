import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { SpoolSink } from "@bunch/core/ports/spool";
import type { CallLimits } from "../http/call-once.ts";
import { beginAnswer } from "./last-answer.ts";
import { keepPicture } from "./keep-picture.ts";
import { type OwnPlace, ownOrAtLine } from "./own-address.ts";
import { parsedJson } from "./parsed-json.ts";
import type { Ask, LastAnswer, QueuedVendor } from "./queued-vendor.ts";

type Said = Omit<LastAnswer, "picture">;

/** What one look came to. */
export type Seen =
  /** All that was said, and the picture, are in the spool. */
  | { is: "answered" }
  | { is: "drawing" | "unheard"; message: string }
  /** It broke off on its way into the spool, which has to begin anew. */
  | { is: "cut"; message: string }
  /** Nobody knows the ticket just now. */
  | { is: "unknown"; message: string }
  /** Drawn and gone, or over by a fault, just now: this is what would be kept of it. */
  | { is: "perhaps over"; said: Said; message: string }
  /** Drawn, and whoever has the picture cannot be heard just now. */
  | { is: "out of reach"; said: Said; message: string };

/** From the state to the result, and to where that leads; more would be a circle. */
const mostHops = 4;

/** Looks once after a ticket: asks, and fetches the picture where it is drawn. */
export function createLook(input: {
  vendor: QueuedVendor<CatalogueEntry> | QueuedVendor<never>;
  place: OwnPlace;
  proxyEnv: Record<string, string | undefined> | undefined;
  keyHeaders: Record<string, string>;
  limits: CallLimits;
  ask: Ask;
  signal: AbortSignal;
}): (ticket: string, sink: SpoolSink) => Promise<Seen> {
  const { vendor, ask } = input;
  return async (ticket, sink) => {
    let path = vendor.questionOf(ticket);
    for (let hop = 0; hop < mostHops; hop += 1) {
      const address = hop === 0 ? ownOrAtLine(input.place, path).href : path;
      const reply = await ask({ method: "GET", path: address });
      if (reply.status === null) return { is: "unheard", message: reply.message };
      const { status, text } = reply;
      const isFault = status >= 500;
      if ((isFault && parsedJson(text) === undefined) || status === 408 || status === 429)
        return { is: "unheard", message: `The provider cannot tell just now (${status}).` };
      const look = vendor.look({ ticket, path, status, text });
      const said = { to: "question", ticket, status, text } as const;
      switch (look.is) {
        case "waiting":
          return isFault
            ? { is: "unheard", message: `The provider cannot tell just now (${status}).` }
            : { is: "drawing", message: "The provider is still drawing." };
        case "elsewhere":
          path = look.path;
          break;
        case "unknown":
          return { is: "unknown", message: "The provider does not know this picture any more." };
        case "over":
          // A fault may pass, and what it said is not the end of the picture then.
          if (isFault) return { is: "perhaps over", said, message: "The provider failed." };
          await keepWords(sink, said);
          return { is: "answered" };
        case "drawn": {
          const kept = await keepPicture({
            ...input,
            setting: vendor.address,
            where: look.picture,
            said,
            sink,
          });
          if (kept === "kept") return { is: "answered" };
          const message = "The picture is drawn, and could not be fetched yet.";
          if (kept === "cut") return { is: "cut", message };
          return { is: kept === "gone" ? "perhaps over" : "out of reach", said, message };
        }
        default:
          return look satisfies never;
      }
    }
    return { is: "unheard", message: "The provider sends from one address to the next." };
  };
}

/** Keeps what was said where no picture is to be had. */
export async function keepWords(sink: SpoolSink, said: Said): Promise<void> {
  await beginAnswer(sink, said);
  await sink.finish();
}
