import type { DoubtDecision } from "@bunch/contracts/doubt";
import { askDecision, decided, sayDecide } from "../batch/ask-decision.ts";
import { findBatch } from "../batch/find-batch.ts";
import { doubtLine } from "../batch/offer-resume.ts";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus, type ExitStatus } from "../exit-status.ts";
import { confirmed, sayWatch } from "./batch-change.ts";

/** `bunch batch decide`: draws pictures again that may be charged already, or gives them up. */
export async function batchDecide(
  context: CommandContext,
  options: { id: string; drawAgain: boolean; giveUp: boolean; yes: boolean },
): Promise<ExitStatus> {
  const { terminal, speech, signal } = context;
  const { words, formats } = speech;
  if (options.drawAgain && options.giveUp)
    throw new CannotGoOn(exitStatus.refused, "usage", words.decideOne);
  const server = await context.openServer();
  const batch = await findBatch(server.client, words, options.id);
  const { undecided } = batch.stats;
  if (undecided === 0)
    throw new CannotGoOn(exitStatus.refused, "wrong_state", words.nothingUndecided);
  terminal.complain(doubtLine(speech, batch));
  const decision = decisionOf(options);
  if (decision === null) {
    if (!terminal.canAsk || terminal.json) {
      sayDecide(context, batch);
      throw new CannotGoOn(exitStatus.refused, "usage", words.decideOne);
    }
    if (!(await askDecision(context, server, batch, signal)))
      throw new CannotGoOn(exitStatus.refused, "not_confirmed", words.nothingDone);
  } else {
    const cost = undecided * batch.estimated_cost.costPerImage;
    if (decision === "draw_again") {
      const question = words.drawAgainAsk(undecided, cost > 0 ? formats.total(cost) : null);
      await confirmed(context, options.yes, question, words.needsYes);
    }
    const after = await server.client.decideDoubts(batch.id, { decision });
    terminal.tell({ type: "batch", ...after });
    terminal.say(decided(speech, decision, undecided - after.stats.undecided));
  }
  sayWatch(context, batch.id);
  return exitStatus.allThere;
}

function decisionOf(options: { drawAgain: boolean; giveUp: boolean }): DoubtDecision | null {
  if (options.drawAgain) return "draw_again";
  return options.giveUp ? "give_up" : null;
}
