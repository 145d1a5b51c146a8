import { setTimeout as passed } from "node:timers/promises";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { CallEnd, ImageModel } from "@bunch/core/ports/image-model";
import type { SpoolSink } from "@bunch/core/ports/spool";
import { callLimits } from "../http/call-once.ts";
import { createLine } from "../http/line.ts";
import { sinkWithoutKey } from "../http/sink-without-key.ts";
import type { Served } from "../vendor.ts";
import { createAsk } from "./ask.ts";
import { readLastAnswer } from "./last-answer.ts";
import { createLook, keepWords, type Seen } from "./look-once.ts";
import type { QueuedVendor } from "./queued-vendor.ts";
import { submit } from "./submit.ts";

const firstWaitMs = 300;
const mostWaitMs = 4000;
const checkMs = 10_000;
/** For so long a vendor may not know what it has just taken in, fail to tell, or serve a picture late. */
const doubtedMs = 20_000;

/** A vendor with a queue as a model like any other: one paid request, its id kept, then questions until the picture is there. */
export function createQueued<Entry extends CatalogueEntry>(
  vendor: QueuedVendor<Entry>,
  served: Served<Entry>,
): ImageModel {
  const { catalogue, limits = callLimits, proxyEnv } = served;
  const line = createLine({ ...served, setting: vendor.address });
  const place = { line, domain: vendor.domain };
  const { connectTimeoutMs } = limits;
  const entryOf = (entry: CatalogueEntry): Entry => {
    const own = catalogue.find(({ id }) => id === entry.id);
    if (!own) throw new Error(`The catalogue has no ${entry.id}.`);
    return own;
  };
  const asking = (apiKey: string, signal: AbortSignal) => {
    const headers = vendor.keyHeaders(apiKey);
    return { headers, ask: createAsk({ place, headers, connectTimeoutMs, signal }) };
  };
  const lookOf = (apiKey: string, signal: AbortSignal) => {
    const { headers, ask } = asking(apiKey, signal);
    return createLook({ vendor, place, proxyEnv, keyHeaders: headers, limits, ask, signal });
  };

  return {
    async call({ request, sink: given, keepTicket, signal: wish }) {
      const apiKey = request.apiKey.trim();
      const sink = sinkWithoutKey(given, apiKey);
      const signal = AbortSignal.any([wish, AbortSignal.timeout(request.deadlineMs)]);
      const { headers, ask } = asking(apiKey, signal);
      try {
        const sent = await submit({
          vendor,
          line,
          headers,
          connectTimeoutMs,
          ask,
          request,
          entry: entryOf(request.entry),
          sink,
          keepTicket,
          signal,
        });
        if ("ended" in sent) return sent;
        const look = lookOf(apiKey, signal);
        try {
          const seen = await lookUntil(() => look(sent.ticket, sink), signal);
          return await endOf(seen, { sink, isKept: sent.isKept, knowsAll: vendor.knowsAll });
        } catch (error) {
          // Trouble on our side, as with a full disk, is no answer of theirs.
          if (await sent.isKept()) return { ended: "left", message: String(error) };
          throw error;
        }
      } finally {
        // After a finished answer this does nothing.
        await sink.abandon();
      }
    },

    async fetch({ ticket, overdue, isForgotten, apiKey: given, sink: bare, signal }) {
      const apiKey = given.trim();
      const sink = sinkWithoutKey(bare, apiKey);
      const seen = await lookOf(apiKey, signal)(ticket, sink);
      switch (seen.is) {
        case "answered":
          return { ended: "answered" };
        case "drawing":
        case "unheard":
          return { ended: seen.is, message: seen.message };
        case "unknown":
          return { ended: "unknown", isSure: vendor.knowsAll, message: seen.message };
        case "cut":
          return { ended: "unheard", message: seen.message };
        case "perhaps over":
        case "out of reach": {
          const isLast = seen.is === "perhaps over" ? overdue : isForgotten;
          if (!isLast || signal.aborted) return { ended: "unheard", message: seen.message };
          await keepWords(sink, seen.said);
          return { ended: "answered" };
        }
        default:
          return seen satisfies never;
      }
    },

    read({ answer, entry, imageSize, references, nowMs }) {
      const last = readLastAnswer(answer);
      if (!last)
        return {
          kind: "ambiguous",
          message: "The provider's answer broke off; the picture may have been drawn and billed.",
        };
      const own = catalogue.find(({ id }) => id === entry.id);
      if (!own)
        return { kind: "ambiguous", message: `This server no longer knows the model ${entry.id}.` };
      return vendor.read({ answer: last, entry: own, catalogue, imageSize, references, nowMs });
    },

    checkKey: ({ apiKey, signal }) => {
      const { ask } = asking(
        apiKey.trim(),
        AbortSignal.any([signal, AbortSignal.timeout(checkMs)]),
      );
      return vendor.checkKey({ ask, catalogue });
    },
  };
}

/**
 * Looks again and again, with growing waits, until there is more to tell than that it is drawn. What may pass, as an id that
 * nobody knows, is believed once it has stayed so.
 */
async function lookUntil(look: () => Promise<Seen>, signal: AbortSignal): Promise<Seen> {
  let doubtedSince: number | null = null;
  let drawn: Seen | null = null;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(mostWaitMs, waitMs * 1.3)) {
    try {
      await passed(waitMs, undefined, { signal });
    } catch {
      return (
        drawn ?? { is: "drawing", message: "The picture was not there yet when the wait ended." }
      );
    }
    const seen = await look();
    if (seen.is === "answered" || seen.is === "cut") return seen;
    if (seen.is === "out of reach") drawn = seen;
    if (signal.aborted)
      return drawn ?? { is: "unheard", message: "It was not waited for any longer." };
    const isDoubted = seen.is === "unknown" || seen.is === "perhaps over";
    doubtedSince = isDoubted ? (doubtedSince ?? performance.now()) : null;
    if (doubtedSince !== null && performance.now() - doubtedSince >= doubtedMs) return seen;
  }
}

async function endOf(
  seen: Seen,
  known: { sink: SpoolSink; isKept: () => Promise<boolean>; knowsAll: boolean },
): Promise<CallEnd> {
  const { sink, isKept, knowsAll } = known;
  switch (seen.is) {
    case "answered":
      return { ended: "answered" };
    case "drawing":
    case "unheard":
    case "cut":
      // Without a safe ticket nobody could fetch it.
      return { ended: (await isKept()) ? "left" : "unanswered", message: seen.message };
    case "unknown":
      // Whoever answered may lag behind: it is believed once the call is overdue.
      return {
        ended: !knowsAll && (await isKept()) ? "left" : "unanswered",
        message: seen.message,
      };
    case "out of reach":
      if (await isKept()) return { ended: "left", message: seen.message };
      break;
    case "perhaps over":
      break;
    default:
      return seen satisfies never;
  }
  // Drawn, so paid, and nobody will have it.
  await keepWords(sink, seen.said);
  return { ended: "answered" };
}
