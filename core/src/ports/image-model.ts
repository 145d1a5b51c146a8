import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import type { Reading } from "../results/reading.ts";
import type { SpooledAnswer, SpoolSink } from "./spool.ts";

export type ReferenceBytes = { bytes: Uint8Array; mimeType: string };

/** All that one call needs; the key is in the clear here and nowhere after. */
export type ImageRequest = {
  entry: CatalogueEntry;
  prompt: string;
  /** Tells apart several pictures of one prompt, from 0. */
  variation: number;
  aspectRatio: string;
  imageSize: string;
  /** This very picture's, to be sent where the vendor has a place for it; null leaves it to chance. */
  seed: number | null;
  references: readonly ReferenceBytes[];
  apiKey: string;
  deadlineMs: number;
};

/** How a call ended; whatever was answered is in the spool by then. */
export type CallEnd =
  | { ended: "answered" }
  | { ended: "unreachable"; message: string }
  | { ended: "unanswered"; message: string }
  /** Not answered yet, and whoever holds the ticket can fetch the answer. */
  | { ended: "left"; message: string };

/** What came of asking after a ticket: its answer is in the spool, it is still drawn, the vendor could not be heard, or it knows no such ticket. */
export type FetchEnd =
  | { ended: "answered" }
  | { ended: "drawing" | "unheard"; message: string }
  /** `isSure` where the vendor has all it took in mind: then it is drawn by nobody. */
  | { ended: "unknown"; isSure: boolean; message: string };

export type KeyVerdict = {
  verdict: "works" | "refused" | "unreachable";
  message: string;
  models: string[];
};

/** A vendor's model, spoken to and translated apart. */
export type ImageModel = {
  /**
   * Sends exactly one paid request and streams the answer into the sink; never throws for what a network does. An abort ends
   * the waiting, not the bill. Of a vendor that answers later, the id to ask by is handed to `keepTicket` as soon as it is
   * known; once that has resolved, no crash loses it.
   */
  call(input: {
    request: ImageRequest;
    sink: SpoolSink;
    keepTicket: (ticket: string) => Promise<void>;
    signal: AbortSignal;
  }): Promise<CallEnd>;
  /**
   * Asks once, for free, after what a ticket stands for; null of a vendor that answers at once or never. An `overdue` call
   * gives up a picture that is drawn and gone, a forgotten one that of a host which cannot be heard, too: the answer is then
   * without it.
   */
  fetch:
    | ((input: {
        ticket: string;
        overdue: boolean;
        isForgotten: boolean;
        entry: CatalogueEntry;
        apiKey: string;
        sink: SpoolSink;
        signal: AbortSignal;
      }) => Promise<FetchEnd>)
    | null;
  /** Translates an answer into memory of its own, as the answer's is freed then; pure, throws for nothing it is given. `nowMs` is for limits that end at a time of day. */
  read(input: {
    answer: SpooledAnswer;
    entry: CatalogueEntry;
    imageSize: string;
    references: number;
    nowMs: number;
  }): Reading;
  /** Asks, for free, whether a key is good. */
  checkKey(input: { apiKey: string; signal: AbortSignal }): Promise<KeyVerdict>;
};

/** Who serves models, as people call them, and the variable that holds a key of theirs; null where none is needed. */
export type VendorName = { id: string; name: string; company: string; keyVariable: string | null };

/** Every vendor behind one door. */
export type ImageModels = {
  readonly catalogue: readonly CatalogueEntry[];
  /** The day of UTC, in ISO 8601, as of which the catalogue tells what is shut down. */
  readonly today: string;
  vendors: readonly VendorName[];
  /** Undefined when this version serves no such vendor. */
  modelOf(vendor: string): ImageModel | undefined;
  /** Whose key it surely is, by its look alone, the one that is meant before others; undefined where that does not tell. */
  vendorOfKey(apiKey: string, meant?: string): string | undefined;
};
