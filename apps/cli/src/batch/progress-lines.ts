import type { Execution } from "@bunch/contracts/execution";
import { displayWidth } from "../terminal/display-width.ts";
import { style } from "../terminal/style.ts";
import type { Speech } from "../words/speak.ts";

const widestBar = 60;

/** What is known of a batch under way. */
export type Progress = {
  execution: Execution;
  restMs: number | null;
  lastPicture: string | null;
  isLineBroken: boolean;
  saving: number;
};

/** The figures of a batch in words, the most important first. */
function figures(speech: Speech, progress: Progress): string[] {
  const { words, formats } = speech;
  const { execution, restMs } = progress;
  const { stats } = execution;
  const ended = stats.successful + stats.failed + stats.cancelled;
  const cost =
    stats.total_cost > 0 || execution.estimated_cost.totalCost > 0
      ? words.spent(formats.total(stats.total_cost))
      : words.free;
  return [
    words.done(ended, stats.total_results),
    ...(stats.failed > 0 ? [words.failed(stats.failed)] : []),
    ...(stats.cancelled > 0 ? [words.cancelled(stats.cancelled)] : []),
    ...(stats.pending > 0 ? [words.leftCount(stats.pending)] : []),
    ...(stats.undecided > 0 ? [words.undecided(stats.undecided)] : []),
    cost,
    ...(stats.possible_cost > 0 ? [words.upToMore(formats.total(stats.possible_cost))] : []),
    ...(restMs === null ? [] : [words.left(formats.rest(restMs))]),
  ];
}

/** The lines at the bottom of a terminal while a batch is drawn: a bar, the figures, what happens just now. */
export function progressLines(speech: Speech, progress: Progress, columns: number): string[] {
  return [
    bar(progress.execution, speech, columns),
    ...flow(figures(speech, progress), columns - 1),
    style.dim(justNow(speech, progress)),
  ];
}

/** What a screen reader or a log needs instead of a bar. */
export function plainLine(speech: Speech, progress: Progress): string {
  const note = noteOf(speech, progress);
  return figures(speech, progress).join(" · ") + (note === null ? "" : ` · ${note}`);
}

function bar({ stats }: Execution, { formats }: Speech, columns: number): string {
  const percent = formats.percent(stats.completion_percentage);
  const room = Math.max(8, Math.min(widestBar, columns - 2 - displayWidth(percent)));
  const whole = Math.max(1, stats.total_results);
  const cells = (count: number) => Math.round((count / whole) * room);
  const ended = cells(stats.successful + stats.failed + stats.cancelled);
  // At least one cell where anything failed: it is to be seen, and said in words below.
  const failed = stats.failed > 0 ? Math.min(ended, Math.max(1, cells(stats.failed))) : 0;
  return [
    style.yellow("█".repeat(ended - failed)),
    style.red("▒".repeat(failed)),
    style.dim("░".repeat(room - ended)),
    ` ${percent}`,
  ].join("");
}

function justNow(speech: Speech, progress: Progress): string {
  return noteOf(speech, progress) ?? progress.lastPicture ?? "";
}

function noteOf(speech: Speech, progress: Progress): string | null {
  const { words, formats, problems } = speech;
  const { waiting, stats } = progress.execution;
  if (progress.isLineBroken) return words.lineBroken;
  if (waiting && (waiting.until === null || Date.parse(waiting.until) > Date.now())) {
    const { code, until, per_minute: perMinute } = waiting;
    const why =
      code === "rate_limited" && perMinute !== null
        ? words.limitedTo(perMinute)
        : problems.pause[code].title;
    return until === null ? why : words.waitingUntil(why, formats.until(until));
  }
  return stats.pending === 0 && progress.saving > 0 ? words.saving(progress.saving) : null;
}

/** Pieces with dots between them, broken only between pieces. */
function flow(pieces: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const joined = last === undefined ? piece : `${last} · ${piece}`;
    if (last !== undefined && displayWidth(joined) <= columns) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}
