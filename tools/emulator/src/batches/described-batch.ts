import { readFile } from "node:fs/promises";
import { timestamp } from "../clock.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { isUnfinished } from "./batch-job.ts";
import type { BatchJob } from "./batch-job.ts";

const types = "type.googleapis.com/google.ai.generativelanguage.v1main";

/** A job as the provider tells of it: an operation whose metadata is the batch. */
export async function describedBatch(
  job: BatchJob,
  options: EmulatorOptions,
  shows: "all" | "no inlined answers",
): Promise<Record<string, unknown>> {
  const output = await outputOf(job, options, shows);
  const { batchOutputIn: place } = options;
  const over = !isUnfinished(job);
  return {
    name: `batches/${job.id}`,
    metadata: {
      "@type": `${types}.GenerateContentBatch`,
      model: `models/${job.model.id}`,
      displayName: job.displayName,
      ...(job.inputFile !== null && { inputConfig: { fileName: job.inputFile } }),
      ...(output && place !== "response" && { output }),
      createTime: timestamp(job.createdMs),
      ...(job.endedMs !== null && { endTime: timestamp(job.endedMs) }),
      updateTime: timestamp(job.updatedMs),
      batchStats: statsOf(job),
      state: `${options.batchStatePrefix}${job.state}`,
      name: `batches/${job.id}`,
    },
    ...(over && { done: true }),
    ...(over && errorOf(job)),
    ...(output &&
      place !== "metadata" && {
        response: { "@type": `${types}.GenerateContentBatchOutput`, ...output },
      }),
  };
}

/** Counts are words, and a count of nothing is left out. */
function statsOf({ lines, successful, failed }: BatchJob): Record<string, string> {
  const counts = {
    requestCount: lines.length,
    pendingRequestCount: lines.length - successful - failed,
    successfulRequestCount: successful,
    failedRequestCount: failed,
  };
  return Object.fromEntries(
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => [name, String(count)]),
  );
}

function errorOf(job: BatchJob): { error?: { code: number; message: string } } {
  switch (job.state) {
    case "PENDING":
    case "RUNNING":
    case "SUCCEEDED":
      return {};
    case "FAILED":
      return { error: job.error ?? { code: 13, message: "Internal error encountered." } };
    case "CANCELLED":
      return { error: { code: 1, message: "The operation was cancelled." } };
    case "EXPIRED":
      return { error: { code: 4, message: "The batch expired before it was finished." } };
    default:
      return job.state satisfies never;
  }
}

async function outputOf(
  job: BatchJob,
  options: EmulatorOptions,
  shows: "all" | "no inlined answers",
): Promise<Record<string, unknown> | null> {
  if (job.state !== "SUCCEEDED" || job.pollsSinceEnd <= options.batchOutputPollsLate) return null;
  if (job.outputFile !== null) return { responsesFile: `files/${job.outputFile}` };
  if (shows !== "all") return null;
  const lines = (await readFile(job.outputPath, "utf8")).split("\n").filter((line) => line !== "");
  return { inlinedResponses: { inlinedResponses: lines.map(asJson) } };
}

/** A torn line cannot stand inside JSON; it is answered with nothing. */
function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
