/** A stored picture that has no smaller copies yet. */
export type PictureWithoutRenditions = {
  resultId: string;
  executionId: string;
  path: string;
  /** Where the trace of its batch goes on; null where nothing is traced. */
  traceparent: string | null;
  /** How often making them has failed so far. */
  tries: number;
  /** Whether another one waited behind it. */
  areMore: boolean;
};

/** What came of it: base64 for the blur. */
export type RenditionNote =
  | { did: "made"; thumbhash: string }
  | { did: "failed"; tries: number; againInMs: number }
  | { did: "given_up"; tries: number; because: string };

/** Which pictures want smaller copies, and what came of each. */
export type RenditionStore = {
  /** Lends the newest of them; nobody else is given it before that time is over, or it is noted. Null when there is none. */
  take(input: { lendMs: number }): Promise<PictureWithoutRenditions | null>;
  /** False when the picture is there no longer, so that nothing may be left beside it. */
  note(input: { resultId: string; path: string; note: RenditionNote }): Promise<boolean>;
};
