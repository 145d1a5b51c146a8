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
  references: readonly ReferenceBytes[];
  apiKey: string;
  deadlineMs: number;
};

/** How a call ended; whatever was answered is in the spool by then. */
export type CallEnd =
  | { ended: "answered" }
  | { ended: "unreachable"; message: string }
  | { ended: "unanswered"; message: string };

export type KeyVerdict = {
  verdict: "works" | "refused" | "unreachable";
  message: string;
  models: string[];
};

/** A vendor's model, spoken to and translated apart. */
export type ImageModel = {
  /** Sends exactly one request and streams the answer into the sink; never throws for what a network does. An abort ends the waiting, not the bill. */
  call(input: { request: ImageRequest; sink: SpoolSink; signal: AbortSignal }): Promise<CallEnd>;
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

/** Every vendor behind one door. */
export type ImageModels = {
  catalogue: readonly CatalogueEntry[];
  /** Undefined when this version serves no such vendor. */
  modelOf(vendor: string): ImageModel | undefined;
  /** Whose key it surely is, by its look alone; undefined where that does not tell. */
  vendorOfKey(apiKey: string): string | undefined;
};
