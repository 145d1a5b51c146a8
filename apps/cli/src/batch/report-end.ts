import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import type { CommandContext } from "../command-context.ts";
import { exitStatus, type ExitStatus } from "../exit-status.ts";
import { cutToWidth } from "../terminal/display-width.ts";
import { onOneLine, style } from "../terminal/style.ts";
import type { Speech } from "../words/speak.ts";
import { shortId } from "./find-batch.ts";
import type { PictureFile } from "./picture-file.ts";
import type { SaveProblem } from "./save-pictures.ts";
import { tellEnd } from "./tell-json.ts";

const shownFailures = 10;
const promptColumns = 40;

/** Says what came of a batch: the pictures, the money, what failed and what to do about it. */
export function reportEnd(
  context: CommandContext,
  end: {
    execution: Execution;
    status: ExitStatus;
    folder: string | null;
    /** Null where nothing was to be saved. */
    saved: ReadonlyMap<string, PictureFile> | null;
    problems: readonly SaveProblem[];
    failed: readonly Result[];
  },
): void {
  const { terminal, speech, self } = context;
  const { words, formats } = speech;
  const { execution, status, folder } = end;
  const { stats, id } = execution;
  const saved = end.saved?.size ?? 0;
  tellEnd(terminal, { execution, status, folder, saved, unsaved: end.problems.length });

  const tookMs = Date.parse(execution.completed_at ?? "") - Date.parse(execution.created_at);
  const isFree = execution.estimated_cost.totalCost === 0 && stats.total_cost === 0;
  const cost = isFree ? words.free : formats.total(stats.total_cost);
  const facts = Number.isNaN(tookMs) ? cost : words.took(cost, formats.duration(tookMs));
  const head =
    folder === null
      ? words.resultPlain(stats.successful, stats.total_results)
      : words.resultHere(saved, stats.total_results, folder);
  const isGood = status === exitStatus.allThere;
  if (terminal.isLive) terminal.say("");
  terminal.say(`${isGood ? style.green("✓") : style.yellow("!")} ${style.bold(head)} · ${facts}`);
  if (stats.successful === 0 && status !== exitStatus.paused) terminal.say(words.nothingDrawn);
  if (stats.possible_cost > 0) terminal.say(words.possible(formats.total(stats.possible_cost)));
  if (stats.over_cap > 0) terminal.say(words.overCap(formats.each(stats.over_cap)));
  if (status === exitStatus.cancelled) terminal.say(words.wasCancelled);
  sayRenamed(context, end.saved);
  if (end.failed.length > 0) {
    terminal.say(failureLines(speech, end.failed, execution.variations).join("\n"));
    const again = end.failed.length * execution.estimated_cost.costPerImage;
    if (status !== exitStatus.paused)
      terminal.say(
        `${words.retryWith(again > 0 ? formats.total(again) : null)}\n${style.command(`${self} batch retry ${shortId(id)}`)}`,
      );
  }
  const [problem] = end.problems;
  if (problem && folder !== null) {
    terminal.complain(words.cannotSave(end.problems.length, problemWords(speech, problem, folder)));
    terminal.complain(
      `${words.fetchAgain}\n${style.command(`${self} batch download ${shortId(id)} --out ${quoted(folder)}`)}`,
    );
  }
}

/** The failed ones, each with its number, prompt and reason. */
export function failureLines(
  speech: Speech,
  failed: readonly Result[],
  variations: number,
): string[] {
  const { words, problems } = speech;
  const sorted = failed.toSorted(
    (a, b) => a.batch_index - b.batch_index || a.variation - b.variation,
  );
  const lines = sorted.slice(0, shownFailures).map((result) => {
    const reason = result.error_code ? problems.result[result.error_code] : problems.resultUnknown;
    const short = cutToWidth(onOneLine(result.prompt_text), promptColumns);
    return `  ${style.red("✗")}\u00A0${numberOf(result, variations)}  ${short} — ${reason}`;
  });
  const more = sorted.length - shownFailures;
  return more > 0 ? [...lines, `  ${words.andMore(more)}`] : lines;
}

/** A picture's number as its file has it: `7b` is the second picture of prompt 7. */
function numberOf(result: Result, variations: number): string {
  const letter = variations === 1 ? "" : ("abcd"[result.variation] ?? "");
  return `${result.batch_index + 1}${letter}`;
}

/** A folder as a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function sayRenamed(
  { terminal, speech }: CommandContext,
  saved: ReadonlyMap<string, PictureFile> | null,
): void {
  const renamed = [...(saved?.values() ?? [])].filter(
    ({ fetched, isRenamed }) => fetched && isRenamed,
  );
  const [first] = renamed;
  if (first) terminal.say(speech.words.renamed(renamed.length, first.name));
}

/** Why a picture could not be saved. */
export function problemWords(
  { words }: Speech,
  { code, reason }: SaveProblem,
  folder: string,
): string {
  switch (code) {
    case "disk_full":
      return words.diskFull(folder);
    case "bad_copy":
      return words.badCopy;
    case "other":
      return onOneLine(reason);
    default:
      return code satisfies never;
  }
}
