import type { Execution } from "@bunch/contracts/execution";
import type { CommandContext } from "../command-context.ts";
import type { Server } from "../server/open-server.ts";
import { askChoice } from "../terminal/ask.ts";
import { style } from "../terminal/style.ts";
import { shortId } from "./find-batch.ts";

/** Which commands say what becomes of pictures that may be charged already. */
export function sayDecide({ terminal, speech, self }: CommandContext, execution: Execution): void {
  const command = `${self} batch decide ${shortId(execution.id)}`;
  const { decideWith } = speech.words;
  terminal.complain(
    `${decideWith}\n${style.command(`${command} --draw-again`)}\n${style.command(`${command} --give-up`)}`,
  );
}

/** Asks what becomes of them and tells the server; false when nothing was decided. */
export async function askDecision(
  { terminal, speech }: CommandContext,
  server: Server,
  execution: Execution,
  signal: AbortSignal,
): Promise<boolean> {
  const { words, formats } = speech;
  const { stats, estimated_cost: price } = execution;
  const again = formats.total(stats.undecided * price.costPerImage);
  const decision = await askChoice(
    words.askDecision(stats.undecided),
    [
      { value: "later", label: words.decideLater },
      { value: "draw_again", label: words.drawAgain(again) },
      { value: "give_up", label: words.giveUp },
    ],
    signal,
  );
  if (decision === null || decision === "later") return false;
  const { stats: after } = await server.client.decideDoubts(execution.id, { decision });
  terminal.say(decided(speech, decision, stats.undecided - after.undecided));
  return true;
}

/** What was decided, and of how many pictures. */
export function decided(
  { words }: CommandContext["speech"],
  decision: "draw_again" | "give_up",
  count: number,
): string {
  return decision === "draw_again" ? words.retried(count) : words.gaveUp(count);
}
