import { writeFile } from "node:fs/promises";
import { errorScenarios } from "../error-scenarios.ts";
import { fileForbidden } from "../files/file-reference.ts";
import { newId } from "../files/file-store.ts";
import { namelessQuotaError } from "../google-errors.ts";
import { orRefusal, tooLarge } from "../judge-call.ts";
import { field, isJsonObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";
import { limitRefusal } from "../limits/limit-refusal.ts";
import type { EmulatedModel } from "../models.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { RequestRefused, parsedBody, readRequest } from "../read-request.ts";
import type { PlannedError } from "../scenario.ts";
import { promptTokensOf } from "../usage.ts";
import type { BatchJob, LinePlace } from "./batch-job.ts";
import { linesOf, parseLine } from "./read-lines.ts";

/** Who wants a job, of which model. */
export interface BatchAddress {
  project: string;
  keyLastFour: string;
  apiVersion: string;
  model: EmulatedModel;
}

/** Takes a job in, or says why not. Asking twice makes two jobs: the provider knows no idempotency. */
export async function createBatch(
  provider: Provider,
  address: BatchAddress,
  body: ReceivedBody,
): Promise<BatchJob | PlannedError> {
  const { options, files, batches, clock, limits } = provider;
  const wish = orRefusal(() => {
    if (!body.whole) throw new RequestRefused(tooLarge(options.largestInlineBatchBytes));
    return readWish(parsedBody(body.text));
  });
  if (wish instanceof RequestRefused) return wish.reply;
  const { project, model } = address;
  const reached = limits.spendingOf(project).reached(options, clock.nowMs());
  if (reached) {
    const refused = { go: false, ...reached, delaySeconds: null } as const;
    return errorScenarios[limitRefusal(refused, options.retryDelaySeconds).scenario].reply;
  }
  const unfinished = batches.unfinished(project);
  if (unfinished.length >= options.batchJobsAtOnce) return namelessQuotaError;

  let inputPath = files.newPath();
  if (wish.inputFile !== null) {
    const id = wish.inputFile.replace(/^files\//u, "");
    const file = files.find(project, id);
    if (!file) return fileForbidden(id);
    inputPath = await files.keep(file);
  } else {
    const lines = wish.inlined.map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(inputPath, lines.join(""));
  }
  const { places, promptTokens } = await countLines(provider, address, inputPath);
  if (places.length === 0) return emptyBatch;
  const enqueued = unfinished
    .filter((job) => job.model.id === model.id)
    .reduce((sum, job) => sum + job.promptTokens, promptTokens);
  if (options.enqueuedTokens !== null && enqueued > options.enqueuedTokens)
    return namelessQuotaError;

  const scenario = provider.nextBatchScenario(wish.displayName);
  if (scenario === "create_refused") return errorScenarios.unavailable_503.reply;
  const nowMs = clock.nowMs();
  const job: BatchJob = {
    ...address,
    id: newId(36),
    displayName: wish.displayName,
    inputFile: wish.inputFile,
    inputPath,
    outputPath: files.newPath(),
    lines: places,
    promptTokens,
    scenario,
    state: "PENDING",
    successful: 0,
    failed: 0,
    createdMs: nowMs,
    updatedMs: nowMs,
    endedMs: null,
    error: null,
    outputFile: null,
    pollsSinceEnd: 0,
    stop: new AbortController(),
  };
  batches.add(job);
  return job;
}

const emptyBatch = new RequestRefused(
  "* BatchGenerateContentRequest.batch.input_config: the input contains no requests.\n",
  "batch.input_config",
).reply;

function readWish(body: JsonObject): {
  displayName: string;
  inputFile: string | null;
  inlined: unknown[];
} {
  const batch = field(body, "batch");
  const input = isJsonObject(batch) ? field(batch, "inputConfig") : undefined;
  if (!isJsonObject(batch) || !isJsonObject(input))
    throw new RequestRefused(
      "* BatchGenerateContentRequest.batch.input_config: input_config is not specified\n",
      "batch.input_config",
    );
  const displayName = field(batch, "displayName");
  const fileName = field(input, "fileName");
  const wrapper = field(input, "requests");
  const inlined = isJsonObject(wrapper) ? field(wrapper, "requests") : undefined;
  if (typeof fileName !== "string" && !Array.isArray(inlined))
    throw new RequestRefused(
      "* BatchGenerateContentRequest.batch.input_config: required oneof field 'source' must have one initialized field\n",
      "batch.input_config",
    );
  return {
    displayName: typeof displayName === "string" ? displayName : "",
    inputFile: typeof fileName === "string" ? fileName : null,
    inlined: Array.isArray(inlined) ? inlined : [],
  };
}

async function countLines(
  provider: Provider,
  address: BatchAddress,
  path: string,
): Promise<{ places: LinePlace[]; promptTokens: number }> {
  const places: LinePlace[] = [];
  let promptTokens = 0;
  const findFile = provider.fileFinder(address.project);
  for await (const { place, text } of linesOf(path)) {
    places.push(place);
    const line = parseLine(text);
    if (line === null) continue;
    const request = orRefusal(() => readRequest(line.request, address.apiVersion, findFile));
    if (!(request instanceof RequestRefused))
      promptTokens += promptTokensOf(request, address.model);
  }
  return { places, promptTokens };
}
