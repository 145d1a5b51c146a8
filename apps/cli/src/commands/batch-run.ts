import { RequestRefused } from "@bunch/contracts/client";
import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Execution } from "@bunch/contracts/execution";
import { type BatchNote, notePath, readNote } from "../batch/batch-note.ts";
import { type BatchRequest, digestOf, estimateOf } from "../batch/batch-request.ts";
import { chooseKey } from "../batch/choose-key.ts";
import { decideFolder, type FolderStep } from "../batch/decide-folder.ts";
import { shortId } from "../batch/find-batch.ts";
import { followBatch } from "../batch/follow-batch.ts";
import { readKey } from "../batch/read-key.ts";
import type { GivenKey } from "../batch/read-key.ts";
import { readPrompts } from "../batch/read-prompts.ts";
import { checkReferences, readReferences } from "../batch/read-references.ts";
import { quoted } from "../batch/report-end.ts";
import { sendBatch } from "../batch/send-batch.ts";
import { showOffer } from "../batch/show-offer.ts";
import { isOver } from "../batch/watch-batch.ts";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus, type ExitStatus } from "../exit-status.ts";
import type { Server } from "../server/open-server.ts";
import { askYes } from "../terminal/ask.ts";
import { style } from "../terminal/style.ts";

const usualFolder = "pictures";

export type RunOptions = {
  file: string | undefined;
  prompt: string[];
  ref: string[];
  model: string | undefined;
  ratio: string | undefined;
  size: string | undefined;
  variations: number | undefined;
  name: string | undefined;
  maxCost: number | undefined;
  onDoubt: DoubtPolicy | undefined;
  out: string | undefined;
  keyFile: string | undefined;
  yes: boolean;
  again: boolean;
};

type Run = { server: Server; request: BatchRequest; folder: string; key: GivenKey };
type Before = { note: BatchNote; use: "its_number" | "a_new_number" } | null;

/** `bunch batch run`: prompts in, price and a question, pictures in a folder; the same again goes on where it was. */
export async function batchRun(context: CommandContext, options: RunOptions): Promise<ExitStatus> {
  const { terminal, speech } = context;
  const { words } = speech;
  context.onInterrupt(() => terminal.complain(words.notSent));
  const request = await readRequest(context, options);
  const key = await readKey(words, options.keyFile, context.env);
  const folder = options.out ?? usualFolder;
  const server = await context.openServer();
  const run: Run = { server, request, folder, key };
  const step = decideFolder(await readNote(folder), {
    digest: digestOf(request),
    server: server.address.url,
    isOwn: server.address.isOwn,
  });
  switch (step.do) {
    case "refuse":
      throw refusal(words, folder, step);
    case "start":
      return start(context, options, run, null);
    case "send_again":
      terminal.say(`${style.bold(words.warning)} ${words.perhapsSent}`);
      return start(context, options, run, { note: step.note, use: "its_number" });
    case "go_on":
      return goOn(context, options, run, step);
    default:
      throw new Error(`Unknown ${String(step satisfies never)}`);
  }
}

async function readRequest(context: CommandContext, options: RunOptions): Promise<BatchRequest> {
  const { terminal, speech } = context;
  const { words } = speech;
  const { file, prompt: more } = options;
  const references = options.ref.length;
  return {
    prompts: await readPrompts({ terminal, words, file, more, references }),
    references: await readReferences(words, options.ref),
    model: options.model,
    aspectRatio: options.ratio,
    imageSize: options.size,
    variations: options.variations,
    name: options.name,
    maxCost: options.maxCost,
    onDoubt: options.onDoubt,
  };
}

function refusal(
  words: CommandContext["speech"]["words"],
  folder: string,
  step: Extract<FolderStep, { do: "refuse" }>,
): CannotGoOn {
  const sentence =
    step.because === "broken"
      ? words.noteBroken(notePath(folder))
      : step.because === "other_server"
        ? words.otherServer(folder, step.server)
        : words.otherBatch(folder);
  return new CannotGoOn(exitStatus.refused, "folder_taken", sentence);
}

/** Shows the price, asks, sends, follows. */
async function start(
  context: CommandContext,
  options: RunOptions,
  run: Run,
  before: Before,
): Promise<ExitStatus> {
  const { terminal, speech, signal } = context;
  const { words, formats } = speech;
  const { server, request, folder } = run;
  const { limits, data } = server.models;
  checkReferences(words, request.references, limits);
  if (request.prompts.length > limits.max_prompts)
    throw new CannotGoOn(
      exitStatus.refused,
      "too_many_prompts",
      words.tooManyPrompts(request.prompts.length, limits.max_prompts),
    );
  const estimate = await server.client.estimate(estimateOf(request), signal);
  const model = data.find(({ id }) => id === estimate.model);
  showOffer(context, { server, request, estimate, model, folder });
  if (terminal.isLive) terminal.say("");
  if (!options.yes && !terminal.canAsk)
    throw new CannotGoOn(exitStatus.refused, "needs_yes", words.needsYes);
  const apiKey = await chooseKey(context, { server, modelId: estimate.model, given: run.key });
  const { totalCost, imageCount } = estimate.estimated_cost;
  const amount = totalCost > 0 ? formats.total(totalCost) : null;
  if (!options.yes && !(await askYes(speech, words.generate(imageCount, amount))))
    throw new CannotGoOn(exitStatus.refused, "not_confirmed", words.notSent);
  const id = await sendBatch(context, { server, request, apiKey, folder, before });
  terminal.tell({ type: "submitted", execution_id: id, folder, is_new: true });
  terminal.say(words.sent(style.bold(shortId(id))));
  return (await follow(context, run, id)).status;
}

/** The folder's batch was sent before: it is followed, or found finished. */
async function goOn(
  context: CommandContext,
  options: RunOptions,
  run: Run,
  step: Extract<FolderStep, { do: "go_on" }>,
): Promise<ExitStatus> {
  const { terminal, speech, onInterrupt } = context;
  const { words, formats } = speech;
  const { executionId, note } = step;
  const startAgain = () => start(context, options, run, { note, use: "a_new_number" });
  const execution = await find(run.server, executionId, context.signal);
  if (execution === null) {
    if (options.again) return startAgain();
    terminal.complain(words.batchGone);
    throw new CannotGoOn(exitStatus.refused, "not_found", words.addAgain);
  }
  const wasOver = isOver(execution);
  if (wasOver && options.again) return startAgain();
  terminal.tell({
    type: "submitted",
    execution_id: executionId,
    folder: run.folder,
    is_new: false,
  });
  const begun = formats.moment(note.begunAt);
  const which = shortId(executionId);
  terminal.say(wasOver ? words.isFinished(which, begun) : words.goesOn(which, begun));
  const { status, fetched } = await follow(context, run, executionId);
  if (!wasOver || fetched > 0) return status;
  onInterrupt(null);
  if (terminal.canAsk && !options.yes && !terminal.json) {
    const again = await askYes(speech, words.again(execution.estimated_cost.totalCost === 0));
    if (again) return startAgain();
  } else terminal.complain(words.addAgain);
  return status;
}

async function find(
  { client }: Server,
  id: string,
  signal: AbortSignal,
): Promise<Execution | null> {
  try {
    return await client.getExecution(id, signal);
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 404) return null;
    throw error;
  }
}

function follow(context: CommandContext, { server, folder }: Run, id: string) {
  const watch = `${context.self} batch watch ${shortId(id)} --out ${quoted(folder)}`;
  return followBatch(context, { server, id, folder, watchCommand: watch });
}
