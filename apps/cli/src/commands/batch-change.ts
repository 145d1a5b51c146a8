import type { ResumeRequest } from "@bunch/contracts/execution-request";
import { sayDecide } from "../batch/ask-decision.ts";
import { isRefused, warnOfPlainHttp } from "../batch/choose-key.ts";
import { findBatch, shortId } from "../batch/find-batch.ts";
import { doubtLine, remedyOf } from "../batch/offer-resume.ts";
import { readKey } from "../batch/read-key.ts";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus, type ExitStatus } from "../exit-status.ts";
import { vendorOf } from "../server/vendor-of.ts";
import { askYes } from "../terminal/ask.ts";
import { style } from "../terminal/style.ts";

type Which = { id: string };

/** `bunch batch cancel`: starts nothing more; says what that saves and what is still charged. */
export async function batchCancel(context: CommandContext, { id }: Which): Promise<ExitStatus> {
  const { terminal, speech } = context;
  const { words, formats } = speech;
  const { client } = await context.openServer();
  const before = await findBatch(client, words, id);
  const batch = await client.cancel(before.id);
  const saved = batch.stats.cancelled * batch.estimated_cost.costPerImage;
  terminal.tell({ type: "batch", ...batch });
  terminal.say(
    words.cancelledNow(batch.stats.cancelled, formats.total(saved), batch.stats.processing),
  );
  return exitStatus.allThere;
}

/** `bunch batch pause`: starts nothing more until it is resumed. */
export async function batchPause(context: CommandContext, { id }: Which): Promise<ExitStatus> {
  const { terminal, speech } = context;
  const { client } = await context.openServer();
  const { id: whole } = await findBatch(client, speech.words, id);
  terminal.tell({ type: "batch", ...(await client.pause(whole)) });
  terminal.say(speech.words.pausedNow(shortId(whole)));
  return exitStatus.allThere;
}

/** `bunch batch resume`: lets a paused batch go on, with another key or cap where given. */
export async function batchResume(
  context: CommandContext,
  options: Which & { keyFile: string | undefined; maxCost: number | undefined },
): Promise<ExitStatus> {
  const { terminal, speech, env, signal } = context;
  const { words } = speech;
  const server = await context.openServer();
  const batch = await findBatch(server.client, words, options.id);
  if (batch.reason?.code === "doubts") {
    sayDecide(context, batch);
    throw new CannotGoOn(exitStatus.refused, "wrong_state", doubtLine(speech, batch));
  }
  // The environment's key takes the place of the batch's own only where that one is the trouble.
  const isKeyTrouble = batch.reason !== null && remedyOf(batch.reason.code) === "another_key";
  const vendor = vendorOf(server, batch.model);
  const key =
    options.keyFile !== undefined || isKeyTrouble
      ? (await readKey(words, options.keyFile, env))(vendor)
      : undefined;
  if (key !== undefined) {
    warnOfPlainHttp(context, server);
    if (await isRefused(server, key, batch.model, signal))
      throw new CannotGoOn(exitStatus.refused, "bad_key", words.keyRefused(vendor?.company));
  }
  const body: ResumeRequest = {
    ...(key === undefined ? {} : { api_key: key }),
    ...(options.maxCost === undefined ? {} : { max_cost: options.maxCost }),
  };
  terminal.tell({ type: "batch", ...(await server.client.resume(batch.id, body)) });
  terminal.say(words.resumed(shortId(batch.id)));
  sayWatch(context, batch.id);
  return exitStatus.allThere;
}

/** `bunch batch retry`: draws the failed ones again, after showing what that costs. */
export async function batchRetry(
  context: CommandContext,
  options: Which & { yes: boolean },
): Promise<ExitStatus> {
  const { terminal, speech } = context;
  const { words, formats } = speech;
  const { client } = await context.openServer();
  const batch = await findBatch(client, words, options.id);
  const { failed } = batch.stats;
  if (failed === 0) throw new CannotGoOn(exitStatus.refused, "wrong_state", words.nothingFailed);
  const cost = failed * batch.estimated_cost.costPerImage;
  const question = words.retryAsk(failed, cost > 0 ? formats.total(cost) : null);
  await confirmed(context, options.yes, question, words.needsYes);
  terminal.tell({ type: "batch", ...(await client.retry(batch.id)) });
  terminal.say(words.retried(failed));
  sayWatch(context, batch.id);
  return exitStatus.allThere;
}

/** `bunch batch delete`: takes a batch and its pictures from the server. */
export async function batchDelete(
  context: CommandContext,
  options: Which & { yes: boolean },
): Promise<ExitStatus> {
  const { terminal, speech } = context;
  const { words } = speech;
  const { client } = await context.openServer();
  const { id, stats } = await findBatch(client, words, options.id);
  const question = words.deleteAsk(shortId(id), stats.successful);
  await confirmed(context, options.yes, question, words.deleteNeedsYes);
  await client.remove(id);
  terminal.tell({ type: "deleted", execution_id: id });
  terminal.say(words.deleted(shortId(id)));
  return exitStatus.allThere;
}

/** Asks a question whose yes costs something; without a terminal only --yes is one. */
export async function confirmed(
  { terminal, speech }: CommandContext,
  yes: boolean,
  question: string,
  needsYes: string,
): Promise<void> {
  if (yes) return;
  if (!terminal.canAsk) {
    terminal.say(question);
    throw new CannotGoOn(exitStatus.refused, "needs_yes", needsYes);
  }
  if (!(await askYes(speech, question)))
    throw new CannotGoOn(exitStatus.refused, "not_confirmed", speech.words.nothingDone);
}

/** Says which command follows a batch. */
export function sayWatch({ terminal, speech, self }: CommandContext, id: string): void {
  terminal.say(
    `${speech.words.watchAgain}\n${style.command(`${self} batch watch ${shortId(id)}`)}`,
  );
}
