import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { findBatch } from "../batch/find-batch.ts";
import { sayDecide } from "../batch/ask-decision.ts";
import { capFigures, doubtLine, remedyOf, resumeOption } from "../batch/offer-resume.ts";
import { failureLines } from "../batch/report-end.ts";
import { allResults } from "../batch/watch-batch.ts";
import type { CommandContext } from "../command-context.ts";
import { exitStatus, type ExitStatus } from "../exit-status.ts";
import { labelled } from "../terminal/rows.ts";
import { onOneLine, style } from "../terminal/style.ts";
import { vendorOf } from "../server/vendor-of.ts";
import { type Speech, speakOf } from "../words/speak.ts";

/** `bunch batch show`: how far a batch is, what it cost, what failed and why. */
export async function batchShow(
  context: CommandContext,
  options: { id: string },
): Promise<ExitStatus> {
  const { terminal, signal } = context;
  const { words } = context.speech;
  const server = await context.openServer();
  const { client } = server;
  const batch = await findBatch(client, words, options.id);
  const speech = speakOf(context.speech, vendorOf(server, batch.model));
  const { problems } = speech;
  terminal.tell({ type: "batch", ...batch });
  const failed: Result[] = [];
  if (terminal.json || batch.stats.failed > 0)
    for await (const result of allResults(client, batch.id, signal)) {
      terminal.tell({ type: "result", ...result });
      if (result.status === "failed") failed.push(result);
    }
  if (terminal.json) return exitStatus.allThere;
  terminal.say(labelled(rowsOf(speech, batch)));
  if (batch.reason) {
    const { title, advice } = problems.pause[batch.reason.code];
    const more = batch.reason.code === "doubts" ? doubtLine(speech, batch) : advice;
    terminal.say(`${style.bold(title)} ${more}`);
    const figures = capFigures(speech, batch);
    if (figures) terminal.say(figures);
    const remedy = remedyOf(batch.reason.code);
    if (remedy === "decide") sayDecide(context, batch);
    else if (remedy !== "none")
      terminal.say(
        `${words.resumeWith}\n${style.command(`${context.self} batch resume ${options.id}${resumeOption(remedy)}`)}`,
      );
  }
  const { stats } = batch;
  if (stats.possible_cost > 0)
    terminal.say(words.possible(speech.formats.total(stats.possible_cost)));
  if (stats.over_cap > 0) terminal.say(words.overCap(speech.formats.each(stats.over_cap)));
  if (failed.length > 0) terminal.say(failureLines(speech, failed, batch.variations).join("\n"));
  return exitStatus.allThere;
}

function rowsOf({ words, formats }: Speech, batch: Execution) {
  const { stats } = batch;
  const { labels } = words;
  const counts = [
    words.done(stats.successful, stats.total_results),
    ...(stats.failed > 0 ? [words.failed(stats.failed)] : []),
    ...(stats.cancelled > 0 ? [words.cancelled(stats.cancelled)] : []),
    ...(stats.pending > 0 ? [words.leftCount(stats.pending)] : []),
    ...(stats.undecided > 0 ? [words.undecided(stats.undecided)] : []),
  ];
  const money = [
    formats.total(stats.total_cost),
    ...(stats.possible_cost > 0 ? [words.upToMore(formats.total(stats.possible_cost))] : []),
  ];
  return [
    [labels.batch, batch.id],
    [labels.name, batch.name === null ? null : onOneLine(batch.name)],
    [labels.status, style.bold(words.status[batch.status])],
    [labels.pictures, counts.join(" · ")],
    [labels.cost, money.join(", ")],
    [labels.cap, batch.max_cost === null ? null : words.cap(formats.total(batch.max_cost))],
    [labels.onDoubt, words.onDoubt[batch.on_doubt]],
    [labels.model, batch.model],
    [labels.shape, `${batch.aspect_ratio} · ${batch.image_size}`],
    [labels.seed, batch.seed === null ? null : String(batch.seed)],
    [
      labels.references,
      batch.reference_images.length > 0 ? formats.number(batch.reference_images.length) : null,
    ],
    [labels.begun, formats.moment(batch.created_at)],
  ] as const;
}
