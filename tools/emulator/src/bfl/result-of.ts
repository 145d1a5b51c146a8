import type { Job, JobOutcome } from "../jobs/job.ts";
import { progressOf } from "../jobs/job-store.ts";

const reasonsAbove = 0.25;
const drawsAbove = 0.5;

/** Writes the answer to `get_result` as it is at that time. */
export function resultOf(job: Job, nowMs: number): Record<string, unknown> {
  const { id, outcome } = job;
  const body = { id, result: null, progress: null, details: null, preview: null };
  if (outcome === null) {
    const progress = progressOf(job, nowMs);
    return { ...body, status: waitingWord(job, progress), progress };
  }
  return { ...body, ...endOf(job, outcome) };
}

/** Only the third generation tells what it is at. */
function waitingWord(job: Job, progress: number): "Pending" | "Reasoning" | "Generating" {
  if (!job.modelId.startsWith("flux-3") || progress < reasonsAbove) return "Pending";
  return progress < drawsAbove ? "Reasoning" : "Generating";
}

function endOf(job: Job, outcome: JobOutcome): Record<string, unknown> {
  switch (outcome.is) {
    case "drawn":
      return { status: "Ready", result: sampleOf(job, outcome.pictures[0]?.mimeType) };
    case "empty":
      return { status: "Ready" };
    case "moderated":
      return {
        status: outcome.stage === "input" ? "Request Moderated" : "Content Moderated",
        details: { "Moderation Reasons": ["Safety Filter"] },
      };
    case "failed":
    case "invalid":
      return { status: "Error", details: { error: "The task could not be processed." } };
    case "cancelled":
      // There is no word for it; the guide's other end without a picture.
      return { status: "Failed" };
    default:
      return outcome satisfies never;
  }
}

function sampleOf(job: Job, mimeType: string | undefined): Record<string, unknown> {
  const extension = mimeType === "image/png" ? "png" : "jpeg";
  const seconds = (ms: number | null): number => (ms ?? 0) / 1000;
  return {
    sample: `${job.base}/delivery/results/${job.id}/sample-0.${extension}?se=2026&sig=emulated`,
    prompt: job.wish?.prompt,
    seed: job.wish?.seed ?? 42,
    start_time: seconds(job.submittedMs),
    end_time: seconds(job.finishedMs),
    duration: seconds(job.finishedMs) - seconds(job.submittedMs),
  };
}
