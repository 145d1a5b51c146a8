import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { ImageRequest, KeyVerdict } from "@bunch/core/ports/image-model";
import type { Reading } from "@bunch/core/results/reading";
import type { RequestBody } from "../http/call-once.ts";
import type { LineSetting } from "../http/line.ts";

/** A short answer, or why there was none. */
export type Reply = { status: number; text: string } | { status: null; message: string };

/** Makes a free request at the vendor's address, once, with its key; the path begins with a slash. */
export type Ask = (input: {
  method: "GET" | "POST";
  path: string;
  contentType?: string;
  body?: RequestBody;
}) => Promise<Reply>;

/** The one paid request. */
export type Submission = {
  path: string;
  contentType: string;
  body: RequestBody;
  headers?: Record<string, string>;
  /** The id it will have, where the caller chooses it; otherwise the answer brings it. */
  ticket: string | null;
};

/** What an answer to a question says: not yet, ask there, fetch the picture there, it is over without one, nobody knows it. */
export type Look =
  | { is: "waiting" }
  | { is: "elsewhere"; path: string }
  /** An absolute address, or a path at the vendor's own. */
  | { is: "drawn"; picture: string }
  | { is: "over" }
  | { is: "unknown" };

/** The last that was heard of an attempt: the answer to its submission where no id came, else what ended it, with the picture. */
export type LastAnswer = {
  /** What the attempt is known by; null where no id came. */
  ticket: string | null;
  to: "submission" | "question";
  status: number;
  /** How long its headers asked to wait, where they did. */
  retryAfterMs?: number | undefined;
  /** JSON as a rule; what a gateway wrote otherwise. */
  text: string;
  picture: Uint8Array | null;
};

/**
 * A vendor that takes a request, gives it an id (the *ticket*) and is asked until the picture is there. All but
 * `submission` and `checkKey` is pure.
 */
export type QueuedVendor<Entry extends CatalogueEntry> = {
  /** How its address is called in the environment, one that is right, and the version its paths begin with ("" for none). */
  address: LineSetting;
  /** Whose hosts may all be asked with the key, as `api.eu.example.com` of `example.com`; null where it has one address alone. */
  domain: string | null;
  /** Whether it has all it took in mind and tells of it at once, so that an id that it does not know is drawn by nobody. */
  knowsAll: boolean;
  /** The headers that carry the key; none for an empty one. */
  keyHeaders(apiKey: string): Record<string, string>;
  /** Prepares the paid request; free requests that it needs before (uploads) go through `ask`. Throws PrepareFailed with a sentence where they fail. */
  submission(input: { request: ImageRequest; entry: Entry; ask: Ask }): Promise<Submission>;
  /** The ticket in a 2xx answer to the submission, at most 1000 characters and without the key; null where it has none. */
  ticketOf(text: string): string | null;
  /** Where to ask after a ticket: a path, or a whole address within `domain`, whose path alone counts where another serves it. */
  questionOf(ticket: string): string;
  /**
   * What an answer to a question means. 408, 429 and a 5xx without JSON never come here: the question is put again later. What
   * is `over` by a 5xx is asked twice more.
   */
  look(input: { ticket: string; path: string; status: number; text: string }): Look;
  /** Translates the last answer; throws for nothing it is given. A `drawn` whose picture is null could not be fetched. */
  read(input: {
    answer: LastAnswer;
    entry: Entry;
    catalogue: readonly Entry[];
    imageSize: string;
    references: number;
    nowMs: number;
  }): Reading;
  /** Asks, for free, whether a key is good. */
  checkKey(input: { ask: Ask; catalogue: readonly Entry[] }): Promise<KeyVerdict>;
};

/**
 * Something free that has to come before the paid request did not succeed; nothing was paid. With the vendor's answer where it
 * refused, which is read as one to the request itself: a key that may not upload may not draw either.
 */
export class PrepareFailed extends Error {
  readonly refusal: { status: number; text: string } | null;
  constructor(message: string, refusal: { status: number; text: string } | null = null) {
    super(message);
    this.refusal = refusal;
  }
}
