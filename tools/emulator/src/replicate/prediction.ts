import { timestamp } from "../clock.ts";
import type { Job, JobOutcome } from "../jobs/job.ts";
import { progressOf } from "../jobs/job-store.ts";

const startsAfter = 0.25;

/** Writes a job as the prediction that it is at that time. */
export function predictionOf(job: Job, nowMs: number): Record<string, unknown> {
  const { id, base, modelId, input, outcome, submittedMs, finishedMs } = job;
  const address = `${base}/v1/predictions/${id}`;
  const seconds = finishedMs === null ? null : (finishedMs - submittedMs) / 1000;
  const isStarted = outcome !== null || progressOf(job, nowMs) >= startsAfter;
  return {
    id,
    model: modelId,
    version: "hidden",
    input,
    logs: "",
    output: outcome?.is === "drawn" ? outputOf(job, outcome) : null,
    data_removed: false,
    error: outcome ? errorOf(outcome) : null,
    source: "api",
    status: outcome ? statusOf(outcome) : isStarted ? "processing" : "starting",
    created_at: timestamp(submittedMs),
    ...(isStarted && { started_at: timestamp(submittedMs) }),
    ...(finishedMs !== null && { completed_at: timestamp(finishedMs) }),
    ...(seconds !== null && { metrics: { predict_time: seconds, total_time: seconds } }),
    urls: { get: address, cancel: `${address}/cancel`, web: `https://replicate.com/p/${id}` },
  };
}

function outputOf(job: Job, { pictures }: Extract<JobOutcome, { is: "drawn" }>) {
  const addresses = pictures.map(({ mimeType }, index) => {
    const extension = mimeType === "image/png" ? "png" : "jpg";
    return `${job.base}/pbxt/${job.id}/out-${index}.${extension}`;
  });
  return job.model?.outputIsList || addresses.length > 1 ? addresses : addresses[0];
}

function statusOf(outcome: JobOutcome): "succeeded" | "failed" | "canceled" {
  switch (outcome.is) {
    case "drawn":
    case "empty":
      return "succeeded";
    case "cancelled":
      return "canceled";
    case "moderated":
    case "failed":
    case "invalid":
      return "failed";
    default:
      return outcome satisfies never;
  }
}

function errorOf(outcome: JobOutcome): string | null {
  switch (outcome.is) {
    case "drawn":
    case "empty":
    case "cancelled":
      return null;
    case "moderated":
      return outcome.stage === "input"
        ? "The input or output was flagged as sensitive. Please try again with different inputs. (E005) (emulated01)"
        : "NSFW content detected. Try running it again, or try a different prompt.";
    case "failed":
    case "invalid":
      return "Prediction interrupted; please retry (code: PA)";
    default:
      return outcome satisfies never;
  }
}
