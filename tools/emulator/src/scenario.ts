/** A piece of an answer before it is drawn. */
export type PlannedPart =
  | { text: string; thought?: true }
  | { picture: "final" | "draft"; thought?: true; flaw?: PictureFlaw };

/** What is wrong with a picture, if anything. */
export type PictureFlaw = "bad_base64" | "wrong_mime" | "wrong_size" | "not_a_picture" | "heavy";

/** An HTTP 200 of the provider, with or without a picture in it. */
export interface PlannedAnswer {
  kind: "answer";
  /** What stands where the candidate should be, where that is not a list of parts. */
  hole?:
    | "no_candidates"
    | "empty_candidates"
    | "no_content"
    | "empty_content"
    | "null_parts"
    | "empty_parts";
  parts: readonly PlannedPart[];
  finishReason?: string;
  finishMessage?: string;
  blockReason?: string;
  /** With images alone allowed the provider leaves out every word. */
  wordsNeedText?: true;
  withoutUsage?: true;
  otherModelVersion?: true;
}

/** What an error's sentences may name. */
export interface ErrorContext {
  model: string;
  delaySeconds: number;
  limit: number;
}

/** An HTTP error of the provider. */
export interface PlannedError {
  kind: "error";
  httpStatus: number;
  /** A string is sent as HTML, anything else as JSON. */
  body: (context: ErrorContext) => unknown;
}

/** How the bytes of a reply reach the caller, or don't. */
export type Delivery =
  | "whole"
  | "slowly"
  | "hang_before_headers"
  | "hang_mid_body"
  | "reset_after_accept"
  | "reset_mid_body"
  | "cut_chunked"
  | "cut_with_length"
  | "closed_before_length";

/** One thing that the emulated provider can do with a call. */
export interface Scenario {
  /** One line for the list of scenarios. */
  says: string;
  reply: PlannedAnswer | PlannedError;
  delivery?: Delivery;
  /** The caller cannot know whether the picture was drawn and billed. */
  ambiguous?: true;
  /** What a word after the name and a colon means, as in `rate_minute:2.5`. */
  argument?: "seconds" | "megabytes" | "pixels" | "model" | "polls";
}
