import type { PromptRow, RowSettings } from "../prompt-row.ts";
import { splitPrompts } from "../prompts-text.ts";
import { noRows, problemAt, type RawRow, type RawRows, short } from "./raw-row.ts";
import {
  type Read,
  readCount,
  readName,
  readPrompt,
  readRatio,
  readReferences,
  readSize,
  type RowField,
  type Takes,
} from "./row-fields.ts";
import { mostProblems, type RowProblem } from "./row-problem.ts";
import { rowsOfCsv } from "./rows-of-csv.ts";
import { rowsOfJsonLines } from "./rows-of-json-lines.ts";

/** A row as it was read; `row` is its number in the file, `times` how often it is drawn. */
export type ReadRow = { row: number; entry: PromptRow; times: number };

export type ReadRows = {
  /** Those that can be drawn; nothing may be begun while there are problems. */
  rows: ReadRow[];
  problems: RowProblem[];
  /** Headings of columns that mean nothing here. */
  ignored: string[];
  /** Whether it is a table whose rows were put into the prompts that were given. */
  isFilled: boolean;
};

/**
 * Reads a file of prompts by its ending: `.csv` and `.tsv` with a heading for each column, `.jsonl` with text or an object on
 * each line, anything else as text with blank lines between prompts. What does not fit is told by row and column. `templates`
 * are prompts that a table without any fills.
 */
export function readRows(input: {
  fileName: string;
  text: string;
  maxPrompts: number;
  takes: Takes;
  templates?: readonly PromptRow[];
}): ReadRows {
  const { fileName, text, maxPrompts, takes } = input;
  const raw = /\.(?:csv|tsv)$/i.test(fileName)
    ? rowsOfCsv(text, { templates: input.templates ?? [], maxPrompts })
    : /\.(?:jsonl|ndjson)$/i.test(fileName)
      ? rowsOfJsonLines(text)
      : rowsOfText(text);
  const { problems, ignored, isFilled } = raw;
  const rows: ReadRow[] = [];
  const namedIn = new Map<string, number>();
  for (const one of raw.rows) {
    const read = readRow(one, takes, namedIn);
    problems.push(...read.problems);
    if (read.row) rows.push(read.row);
  }
  const wanted = rows.reduce((sum, { times }) => sum + times, 0);
  if (wanted > maxPrompts)
    problems.unshift(
      problemAt(null, "too_many_prompts", { value: String(wanted), allowed: String(maxPrompts) }),
    );
  if (raw.rows.length === 0 && problems.length === 0) problems.push(problemAt(null, "no_rows"));
  const inOrder = problems.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
  return { rows, problems: inOrder.slice(0, mostProblems), ignored, isFilled };
}

/** The prompts of the batch in their order; a row that is drawn several times stands there as often, its name with a letter. */
export function entriesOfRows(rows: readonly ReadRow[]): PromptRow[] {
  return rows.flatMap(({ entry, times }) =>
    Array.from({ length: times }, (_, time) =>
      times > 1 && entry.file_name !== undefined
        ? { ...entry, file_name: `${entry.file_name}-${"abcd"[time]}` }
        : entry,
    ),
  );
}

function rowsOfText(text: string): RawRows {
  const rows = splitPrompts(text).map((prompt, place): RawRow => ({
    row: place + 1,
    cells: new Map([["prompt", { heading: "prompt", text: prompt }]]),
    beneath: null,
  }));
  return { ...noRows(), rows };
}

function readRow(
  { row, cells, beneath }: RawRow,
  takes: Takes,
  namedIn: Map<string, number>,
): { row: ReadRow | null; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const read = <Value>(field: RowField, reader: (text: string) => Read<Value>) => {
    const cell = cells.get(field) ?? { heading: field, text: "" };
    if (cell.text.trim() === "" && field !== "prompt") return undefined;
    const result = reader(cell.text);
    if ("value" in result) return result.value;
    const { code, allowed } = result;
    problems.push(problemAt(row, code, { column: cell.heading, value: short(cell.text), allowed }));
    return undefined;
  };
  const prompt = read("prompt", readPrompt);
  const aspectRatio = read("aspect_ratio", (text) => readRatio(text, takes.aspectRatios));
  const imageSize = read("image_size", (text) => readSize(text, takes.imageSizes));
  const times = read("variations", readCount) ?? 1;
  const references = read("references", (text) => readReferences(text, takes.references));
  const fileName = read("file_name", readName);
  const earlier = fileName && namedIn.get(fileName.toLowerCase());
  if (fileName && earlier) {
    const column = cells.get("file_name")?.heading ?? null;
    problems.push(
      problemAt(row, "name_taken", { column, value: fileName, allowed: String(earlier) }),
    );
  }
  if (fileName && !earlier) namedIn.set(fileName.toLowerCase(), row);
  if (problems.length > 0 || prompt === undefined) return { row: null, problems };
  const { aspect_ratio, image_size, references: places } = beneath ?? {};
  const settings: RowSettings = {
    // Its file name is that of one picture.
    ...(aspect_ratio !== undefined && { aspect_ratio }),
    ...(image_size !== undefined && { image_size }),
    ...(places !== undefined && { references: places }),
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
    ...(imageSize !== undefined && { image_size: imageSize }),
    ...(references !== undefined && { references }),
    ...(fileName !== undefined && { file_name: fileName }),
  };
  return { row: { row, entry: { prompt, ...settings }, times }, problems };
}
