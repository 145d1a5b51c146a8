import { RequestRefused } from "@bunch/contracts/client";
import type { DoubtPolicy } from "@bunch/contracts/doubt";
import { type Execution } from "@bunch/contracts/execution";
import { mostModelsOfASet } from "@bunch/contracts/execution-request";
import { type BatchNote, notePath, readNote } from "../batch/batch-note.ts";
import { type BatchRequest, digestOf, estimateOf } from "../batch/batch-request.ts";
import { chooseKeys } from "../batch/choose-keys.ts";
import { decideFolder, type FolderStep } from "../batch/decide-folder.ts";
import { shortId } from "../batch/find-batch.ts";
import { followSet, type Member, membersOf } from "../batch/follow-set.ts";
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
  /** Each as often as it was named, some with commas between. */
  model: string[];
  ratio: string | undefined;
  size: string | undefined;
  variations: number | undefined;
  seed: number | undefined;
  name: string | undefined;
  maxCost: number | undefined;
  onDoubt: DoubtPolicy | undefined;
  out: string | undefined;
  keyFile: string | undefined;
  metadata: boolean;
  yes: boolean;
  again: boolean;
};

type Run = {
  server: Server;
  request: BatchRequest;
  folder: string;
  withMetadata: boolean;
  key: GivenKey;
};
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
  const run: Run = { server, request, folder, withMetadata: options.metadata, key };
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
    ...modelsOf(words, options.model),
    aspectRatio: options.ratio,
    imageSize: options.size,
    variations: options.variations,
    seed: options.seed,
    name: options.name,
    maxCost: options.maxCost,
    onDoubt: options.onDoubt,
  };
}

/** One model, or several to compare. */
function modelsOf(
  words: CommandContext["speech"]["words"],
  named: readonly string[],
): Pick<BatchRequest, "model" | "models"> {
  const models = named
    .flatMap((one) => one.split(","))
    .map((one) => one.trim())
    .filter((one) => one !== "");
  if (models.length > mostModelsOfASet || new Set(models).size < models.length)
    throw new CannotGoOn(exitStatus.refused, "usage", words.set.modelsOdd(mostModelsOfASet));
  return models.length > 1 ? { model: undefined, models } : { model: models[0], models: undefined };
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
  const models = request.models?.length ?? 1;
  const mostPrompts = Math.floor(limits.max_prompts / models);
  if (request.prompts.length > mostPrompts)
    throw new CannotGoOn(
      exitStatus.refused,
      "too_many_prompts",
      words.tooManyPrompts(request.prompts.length, mostPrompts),
    );
  const estimate = await server.client.estimate(estimateOf(request), signal);
  const model = data.find(({ id }) => id === estimate.model);
  showOffer(context, { server, request, estimate, model, folder });
  if (terminal.isLive) terminal.say("");
  if (!options.yes && !terminal.canAsk)
    throw new CannotGoOn(exitStatus.refused, "needs_yes", words.needsYes);
  const keys = await chooseKeys(context, {
    server,
    modelIds: request.models ?? [estimate.model],
    given: run.key,
  });
  const { totalCost, imageCount } = estimate.estimated_cost;
  const amount = totalCost > 0 ? formats.total(totalCost) : null;
  if (!options.yes && !(await askYes(speech, words.generate(imageCount, amount))))
    throw new CannotGoOn(exitStatus.refused, "not_confirmed", words.notSent);
  const id = await sendBatch(context, { server, request, keys, folder, before });
  // Of one model nothing has to be asked: what is sent and paid is watched, whatever the server answers just now.
  const members: Member[] =
    request.models === undefined
      ? [{ execution: { id, model: estimate.model }, folder }]
      : await membersOf(server, await server.client.getExecution(id, signal), folder, signal);
  tellSubmitted(context, members, true);
  terminal.say(
    words.sent(members.map(({ execution }) => style.bold(shortId(execution.id))).join(", ")),
  );
  return (await follow(context, run, members)).status;
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
  const members = await membersOf(run.server, execution, run.folder, context.signal);
  const wasOver = members.every((member) => isOver(member.execution));
  if (wasOver && options.again) return startAgain();
  tellSubmitted(context, members, false);
  const begun = formats.moment(note.begunAt);
  const which = shortId(executionId);
  terminal.say(wasOver ? words.isFinished(which, begun) : words.goesOn(which, begun));
  const { status, fetched } = await follow(context, run, members);
  if (!wasOver || fetched > 0) return status;
  onInterrupt(null);
  if (terminal.canAsk && !options.yes && !terminal.json) {
    const isFree = members.every((one) => one.execution.estimated_cost.totalCost === 0);
    const again = await askYes(speech, words.again(isFree));
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

function tellSubmitted({ terminal }: CommandContext, members: Member[], isNew: boolean): void {
  for (const { execution, folder } of members)
    terminal.tell({ type: "submitted", execution_id: execution.id, folder, is_new: isNew });
}

function follow(context: CommandContext, { server, withMetadata }: Run, members: Member[]) {
  const told = withMetadata ? " --metadata" : "";
  const watchCommandOf = ({ execution, folder }: Member) =>
    `${context.self} batch watch ${shortId(execution.id)} --out ${quoted(folder)}${told}`;
  return followSet(context, { server, members, withMetadata, watchCommandOf });
}
