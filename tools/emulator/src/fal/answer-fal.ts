import { errorOf } from "../jobs/job-vendor.ts";
import type { JobQuestion } from "../jobs/job-vendor.ts";
import type { Job, JobOutcome } from "../jobs/job.ts";
import { progressOf } from "../jobs/job-store.ts";
import type { JobPicture } from "../jobs/draw-pictures.ts";
import type { VendorError } from "../jobs/vendor-errors.ts";
import type { JsonReply } from "../json-reply.ts";
import { modelError, requestError } from "./fal-errors.ts";

const runnersShare = 0.25;

/** The addresses of a job: of its owner and app, whatever path it was sent to. */
export function falAddresses({ id, base, modelId }: Job): Record<string, string> {
  const app = modelId.split("/").slice(0, 2).join("/");
  const address = `${base}/${app}/requests/${id}`;
  return {
    request_id: id,
    response_url: address,
    status_url: `${address}/status`,
    cancel_url: `${address}/cancel`,
  };
}

/** Answers where a job stands, or with what its model answered. */
export function answerFal(job: Job, question: JobQuestion, nowMs: number): JsonReply {
  return question === "status" ? statusOf(job, nowMs) : resultOf(job);
}

function statusOf(job: Job, nowMs: number): JsonReply {
  const addresses = falAddresses(job);
  const { outcome, finishedMs, submittedMs } = job;
  if (outcome === null || finishedMs === null) {
    const waits = progressOf(job, nowMs) < runnersShare;
    const body = waits
      ? { status: "IN_QUEUE", ...addresses, queue_position: 0 }
      : { status: "IN_PROGRESS", ...addresses, logs: null };
    return { status: 202, body };
  }
  const error = errorOfOutcome(job, outcome);
  const said = error ? errorOf(error) : null;
  const kind = said?.headers?.["x-fal-error-type"];
  return {
    status: 200,
    body: {
      status: "COMPLETED",
      ...addresses,
      logs: null,
      metrics: { inference_time: (finishedMs - submittedMs) / 1000 },
      ...(said && { error: `Invalid status code: ${said.status}` }),
      ...(kind !== undefined && { error_type: kind }),
    },
  };
}

function resultOf(job: Job): JsonReply {
  const { outcome } = job;
  if (outcome === null) return { status: 400, body: { detail: "Request is still in progress" } };
  const error = errorOfOutcome(job, outcome);
  const headers = { "x-fal-request-id": job.id };
  if (error) {
    const said = errorOf(error);
    return { ...said, headers: { ...said.headers, ...headers } };
  }
  const isFlagged = outcome.is === "moderated";
  const pictures = outcome.is === "drawn" || outcome.is === "moderated" ? outcome.pictures : [];
  return {
    status: 200,
    headers,
    body: {
      images: pictures.map((picture, index) => imageOf(job, picture, index)),
      timings: { inference: 0.5 },
      seed: job.wish?.seed ?? 42,
      has_nsfw_concepts: pictures.map(() => isFlagged),
      prompt: job.wish?.prompt,
    },
  };
}

function imageOf(job: Job, { mimeType, dimensions }: JobPicture, index: number) {
  const extension = mimeType === "image/png" ? "png" : "jpg";
  return {
    url: `${job.base}/files/${job.id}/${index}.${extension}`,
    content_type: mimeType,
    file_name: `${index}.${extension}`,
    ...dimensions,
  };
}

const runnerBroke = requestError(
  500,
  "The runner encountered an internal server error.",
  "runner_server_error",
);
const wasCancelled = requestError(499, "The request was cancelled.", "client_cancelled");
const nothingCame = modelError(422, {
  loc: ["body"],
  msg: "The model did not generate any media.",
  type: "no_media_generated",
});

/** The model's own answer where that is an error. */
function errorOfOutcome(job: Job, outcome: JobOutcome): VendorError | null {
  switch (outcome.is) {
    case "drawn":
      return null;
    case "moderated":
      // What is flagged after drawing comes as a picture that says so.
      return outcome.stage === "output"
        ? null
        : modelError(422, {
            loc: ["body", "prompt"],
            msg: "The content was flagged by a content checker.",
            type: "content_policy_violation",
            more: { input: job.wish?.prompt ?? "", categories: ["violence"] },
          });
    case "empty":
      return nothingCame;
    case "failed":
      return runnerBroke;
    case "cancelled":
      return wasCancelled;
    case "invalid":
      return outcome.error;
    default:
      return outcome satisfies never;
  }
}
