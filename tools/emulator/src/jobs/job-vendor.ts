import type { IncomingHttpHeaders } from "node:http";
import type { errorScenarios } from "../error-scenarios.ts";
import type { JsonObject } from "../json-object.ts";
import type { JsonReply } from "../json-reply.ts";
import type { PlannedError } from "../scenario.ts";
import type { Job, JobOutcome, JobVendorName } from "./job.ts";
import type { JobModel } from "./job-model.ts";
import type { RefusedField, VendorError } from "./vendor-errors.ts";

/** What somebody wants to know of a job. */
export type JobQuestion = "status" | "result";

/** How one vendor with a queue speaks; what it does is the same for all. */
export interface JobVendor {
  name: JobVendorName;
  /** As a call's record names it. */
  apiVersion: string;
  models: readonly JobModel[];
  keyOf: (headers: IncomingHttpHeaders) => string | null;
  /** What the model is given, of a whole body. */
  inputOf: (body: JsonObject) => JsonObject;
  /** Whether raw base64 is a picture, too, and not only as a data URI. */
  takesBase64: boolean;
  errors: Readonly<Record<keyof typeof errorScenarios, VendorError>>;
  wrongField: (wrong: RefusedField) => VendorError;
  /**
   * The error of a job that was taken though its model or its request is wrong; null where the vendor looks before
   * it takes one. Wrong is the field, or with null the model.
   */
  wrongLater: (modelId: string, wrong: PlannedError | null) => PlannedError | null;
  newId: () => string;
  /** The answer to a submission. */
  taken: (job: Job, costMicros: number) => JsonReply;
  /** Whether a question needs the key. */
  asksForKey: boolean;
  answer: (job: Job, question: JobQuestion, nowMs: number) => JsonReply;
  /** What somebody hears who asks after an id that nobody knows. */
  unknown: (id: string) => JsonReply;
  /** The answer to a wish to cancel; null where nothing can be cancelled. */
  cancelled: ((job: Job, wasUnfinished: boolean) => JsonReply) | null;
  /** Whether what is flagged after drawing is delivered all the same, and charged. */
  showsModerated: boolean;
  /** Only the last of several pictures is delivered and charged. */
  deliversOne: boolean;
}

/** Tells the pictures that can be fetched. */
export function picturesOf(outcome: JobOutcome | null) {
  return outcome?.is === "drawn" || outcome?.is === "moderated" ? outcome.pictures : [];
}

/** Turns an error into an answer, with its headers. */
export function errorOf(
  error: VendorError,
  context: { model?: string; delaySeconds?: number; limit?: number } = {},
): JsonReply {
  const { model = "", delaySeconds = 0, limit = 0 } = context;
  const whole = { model, delaySeconds, limit };
  return {
    status: error.httpStatus,
    body: error.body(whole),
    ...(error.headers && { headers: error.headers(whole) }),
  };
}
