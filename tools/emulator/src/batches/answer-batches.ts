import { errorScenarios } from "../error-scenarios.ts";
import { googleError } from "../google-errors.ts";
import { isServed } from "../judge-call.ts";
import { errorReply } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import { emulatedModel } from "../models.ts";
import { pageOf } from "../page-of.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { isUnfinished, moveJob } from "./batch-job.ts";
import { createBatch } from "./create-batch.ts";
import { describedBatch } from "./described-batch.ts";
import { runBatch } from "./run-batch.ts";

/** Answers `models/{model}:batchGenerateContent`; "lost" where the job was made and its maker is not to hear of it. */
export async function answerBatchCreation(
  provider: Provider,
  caller: { project: string; keyLastFour: string; apiVersion: string },
  modelId: string,
  body: ReceivedBody,
): Promise<JsonReply | "lost"> {
  const model = emulatedModel(modelId);
  if (!model || !isServed(model, provider.options))
    return errorReply(errorScenarios.model_not_found.reply, modelId);
  const made = await createBatch(provider, { ...caller, model }, body);
  if ("kind" in made) return errorReply(made, modelId);
  const reply = { status: 200, body: await describedBatch(made, provider.options, "all") };
  runBatch(provider, made).catch((error: unknown) => {
    process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`);
    made.error = { code: 13, message: "The emulator broke." };
    moveJob(made, "FAILED", provider.clock.nowMs());
  });
  return made.scenario === "create_lost" ? "lost" : reply;
}

/** Answers the list of jobs, and one job's state, cancellation or deletion. */
export async function answerBatches(
  provider: Provider,
  project: string,
  asked: {
    verb: "list" | "get" | "cancel" | "delete";
    id: string | null;
    query: URLSearchParams;
  },
): Promise<JsonReply> {
  const { batches, options, clock } = provider;
  if (asked.verb === "list") {
    const page = pageOf(batches.list(project), asked.query, { usualPage: 50, largestPage: 100 });
    const operations = await Promise.all(
      page.items.map((job) => describedBatch(job, options, "no inlined answers")),
    );
    return {
      status: 200,
      body: { ...(operations.length > 0 && { operations }), ...page.next },
    };
  }
  const job = batches.find(project, asked.id ?? "");
  if (!job) return errorReply(notFound);
  switch (asked.verb) {
    case "get":
      if (!isUnfinished(job)) job.pollsSinceEnd += 1;
      return { status: 200, body: await describedBatch(job, options, "all") };
    case "cancel":
      moveJob(job, "CANCELLED", clock.nowMs());
      job.stop.abort();
      return { status: 200, body: {} };
    case "delete":
      batches.delete(job);
      return { status: 200, body: {} };
    default:
      return asked.verb satisfies never;
  }
}

const notFound = googleError(404, "NOT_FOUND", "Requested entity was not found.");
