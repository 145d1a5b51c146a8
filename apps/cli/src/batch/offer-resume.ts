import { RequestRefused } from "@bunch/contracts/client";
import type { PauseCode } from "@bunch/contracts/error-codes";
import type { Execution } from "@bunch/contracts/execution";
import type { ResumeRequest } from "@bunch/contracts/execution-request";
import type { CommandContext } from "../command-context.ts";
import type { Server } from "../server/open-server.ts";
import { vendorOf } from "../server/vendor-of.ts";
import { askLine, askSecret, askYes } from "../terminal/ask.ts";
import { style } from "../terminal/style.ts";
import type { Speech } from "../words/speak.ts";
import { askDecision, sayDecide } from "./ask-decision.ts";
import { isRefused, warnOfPlainHttp } from "./choose-key.ts";
import { shortId } from "./find-batch.ts";
import { looksLikeKey } from "./read-key.ts";

const lookEveryMs = 2000;

type Remedy = "another_key" | "raise_cap" | "decide" | "resume" | "none";

/** What helps against a pause. */
export function remedyOf(code: PauseCode): Remedy {
  switch (code) {
    case "bad_key":
    case "key_blocked":
    case "key_unreadable":
    case "location":
    case "no_credit":
    case "daily_quota":
    case "spending_cap":
    case "model_unknown":
      return "another_key";
    case "cap":
      return "raise_cap";
    case "doubts":
      return "decide";
    case "user":
    case "restored":
    case "provider_unreachable":
    case "provider_overloaded":
    case "rate_limited":
    case "disk_full":
      return "resume";
    case "model_gone":
    case "reference_missing":
      return "none";
    default:
      return code satisfies never;
  }
}

/** Says why a batch is paused. */
export function sayPause({ terminal, speech }: CommandContext, execution: Execution): void {
  const { words, problems, formats } = speech;
  const { reason, id } = execution;
  const code = reason?.code ?? "user";
  const { title, advice } = problems.pause[code];
  terminal.complain(
    `${style.bold(words.paused(shortId(id)))} ${code === "user" ? "" : title}`.trim(),
  );
  terminal.complain(code === "doubts" ? doubtLine(speech, execution) : advice);
  const figures = capFigures(speech, execution);
  if (figures) terminal.complain(figures);
  if (reason?.until) terminal.complain(words.goesOnAt(formats.until(reason.until)));
}

/** How many pictures wait for a decision, and what they may have cost. */
export function doubtLine({ words, formats }: Speech, { stats }: Execution): string {
  return words.doubtsWait(stats.undecided, formats.total(stats.undecided_cost));
}

/** What is spent and left of a cap that is reached, and what the next picture may cost; null for other pauses. */
export function capFigures({ words, formats }: Speech, execution: Execution): string | null {
  const { reason, max_cost: cap } = execution;
  if (reason?.code !== "cap" || reason.next_cost === undefined || cap === null) return null;
  const spent = spentOf(execution);
  const left = Math.max(0, cap - spent);
  return words.capFigures(
    formats.total(spent),
    formats.total(left),
    formats.each(reason.next_cost),
  );
}

/** Charged, or perhaps charged: both count against a cap. */
function spentOf({ stats }: Execution): number {
  return stats.total_cost + stats.possible_cost;
}

/** Says which command lets a paused batch go on, or ends it. */
export function sayResume(context: CommandContext, execution: Execution): void {
  const { terminal, speech, self } = context;
  const { words } = speech;
  const { reason, id } = execution;
  const remedy = remedyOf(reason?.code ?? "user");
  if (remedy === "none") {
    terminal.complain(`${words.cancelIt}\n${style.command(`${self} batch cancel ${shortId(id)}`)}`);
    return;
  }
  if (remedy === "decide") {
    sayDecide(context, execution);
    return;
  }
  terminal.complain(
    `${words.resumeWith}\n${style.command(`${self} batch resume ${shortId(id)}${resumeOption(remedy)}`)}`,
  );
}

/** What has to be given with a resume, with a blank before it. */
export function resumeOption(remedy: Remedy): string {
  if (remedy === "another_key") return " --key-file FILE";
  return remedy === "raise_cap" ? " --max-cost N" : "";
}

/** In a terminal: asks for what lets a paused batch go on, and resumes it. False when it stays paused. */
export async function offerResume(
  context: CommandContext,
  server: Server,
  execution: Execution,
): Promise<boolean> {
  const remedy = remedyOf(execution.reason?.code ?? "user");
  if (remedy === "none") return false;
  // Somebody may resume it elsewhere while the question stands.
  const elsewhere = new AbortController();
  const timer = setInterval(() => {
    void server.client.getExecution(execution.id, context.signal).then(
      ({ status }) => {
        if (status !== "paused") elsewhere.abort();
      },
      () => {},
    );
  }, lookEveryMs);
  try {
    if (remedy === "decide") {
      const isDecided = await askDecision(context, server, execution, elsewhere.signal);
      return isDecided || elsewhere.signal.aborted;
    }
    const body = await ask(context, server, execution, remedy, elsewhere.signal);
    if (elsewhere.signal.aborted) return true;
    if (body === null) return false;
    await server.client.resume(execution.id, body);
    context.terminal.say(context.speech.words.resumed(shortId(execution.id)));
    return true;
  } catch (error) {
    // It ended or was cancelled meanwhile; watching on tells.
    if (error instanceof RequestRefused && error.status === 409) return true;
    throw error;
  } finally {
    clearInterval(timer);
  }
}

async function ask(
  context: CommandContext,
  server: Server,
  execution: Execution,
  remedy: "another_key" | "raise_cap" | "resume",
  signal: AbortSignal,
): Promise<ResumeRequest | null> {
  const { speech, terminal } = context;
  const { words, formats } = speech;
  if (remedy === "raise_cap") {
    const cap = execution.max_cost ?? 0;
    const shown = formats.total(cap);
    const dollars = (text: string) => Number(text.trim().replace(",", "."));
    const answer = await askLine(words.askCap(shown), {
      signal,
      check: (text) =>
        text.trim() === "" || dollars(text) > cap ? undefined : words.capNotHigher(shown),
    });
    return answer ? { max_cost: dollars(answer) } : null;
  }
  if (remedy === "another_key") {
    warnOfPlainHttp(context, server);
    for (let isOpen = true; isOpen && !signal.aborted;) {
      const key = await askSecret(words.askKey, {
        signal,
        check: (text) => (text.trim() === "" || looksLikeKey(text) ? undefined : words.keyEmpty),
      });
      if (!key) isOpen = false;
      else if (await isRefused(server, key, execution.model, context.signal))
        terminal.complain(style.red(words.keyRefused(vendorOf(server, execution.model)?.company)));
      else return { api_key: key };
    }
  }
  return !signal.aborted && (await askYes(speech, words.askResume, signal)) ? {} : null;
}
