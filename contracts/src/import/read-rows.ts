import type { PromptRow, RowSettings } from "../prompt-row.ts";
import { splitPrompts } from "../prompts-text.ts";
import { readCsv } from "./read-csv.ts";
import {
  fieldOf,
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

/** A row as it was read; `row` is its number in the file, `times` how often it is drawn. */
export type ReadRow = { row: number; entry: PromptRow; times: number };

export type ReadRows = {
  /** Those that can be drawn; nothing may be begun while there are problems. */
  rows: ReadRow[];
  problems: RowProblem[];
  /** Headings of columns that mean nothing here. */
  ignored: string[];
};

/** A row before its cells are read, each with the name that the file has for its column. */
type RawRow = { row: number; cells: Map<RowField, { heading: string; text: string }> };
type Raw = { rows: RawRow[]; problems: RowProblem[]; ignored: string[] };

const at = (row: number | null, code: RowProblem["code"], more: Partial<RowProblem> = {}) => ({
  code,
  row,
  column: null,
  value: "",
  allowed: "",
  ...more,
});

/**
 * Reads a file of prompts by its ending: `.csv` and `.tsv` with a heading for each column, `.jsonl` with text or an object on
 * each line, anything else as text with blank lines between prompts. What does not fit is told by row and column.
 */
export function readRows(input: {
  fileName: string;
  text: string;
  maxPrompts: number;
  takes: Takes;
}): ReadRows {
  const { fileName, text, maxPrompts, takes } = input;
  const raw = /\.(?:csv|tsv)$/i.test(fileName)
    ? rowsOfCsv(text)
    : /\.(?:jsonl|ndjson)$/i.test(fileName)
      ? rowsOfJsonLines(text)
      : rowsOfText(text);
  const { problems, ignored } = raw;
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
      at(null, "too_many_prompts", { value: String(wanted), allowed: String(maxPrompts) }),
    );
  if (raw.rows.length === 0 && problems.length === 0) problems.push(at(null, "no_rows"));
  const inOrder = problems.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
  return { rows, problems: inOrder.slice(0, mostProblems), ignored };
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

function rowsOfText(text: string): Raw {
  const rows = splitPrompts(text).map((prompt, place): RawRow => ({
    row: place + 1,
    cells: new Map([["prompt", { heading: "prompt", text: prompt }]]),
  }));
  return { rows, problems: [], ignored: [] };
}

function rowsOfCsv(text: string): Raw {
  const { records, unclosedRow } = readCsv(text);
  const problems: RowProblem[] = [];
  if (unclosedRow !== null) problems.push(at(unclosedRow, "unclosed_quote"));
  const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === "");
  const filled = records.filter(({ cells }) => !isBlank(cells));
  const [header, ...lines] = filled;
  const raw: Raw = { rows: [], problems, ignored: [] };
  if (!header) return raw;
  const columns = header.cells.map((cell) => ({ heading: cell.trim(), field: fieldOf(cell) }));
  const firstOf = (field: RowField) => columns.findIndex((other) => other.field === field);
  const double = columns.find(({ field }, place) => field && firstOf(field) !== place);
  if (double) problems.push(at(header.row, "double_column", { column: double.heading }));
  if (firstOf("prompt") < 0) {
    const value = short(columns.map(({ heading }) => heading).join(", "));
    problems.push(at(header.row, "no_prompt_column", { value }));
    return raw;
  }
  raw.ignored = columns.flatMap(({ field, heading }) => (field || !heading ? [] : heading));
  for (const { row, cells } of lines) {
    if (cells.slice(columns.length).some((cell) => cell.trim() !== "")) {
      problems.push(at(row, "too_many_cells", { allowed: String(columns.length) }));
      continue;
    }
    raw.rows.push({
      row,
      cells: new Map(
        columns.flatMap(({ field, heading }, place) =>
          field ? [[field, { heading, text: cells[place] ?? "" }] as const] : [],
        ),
      ),
    });
  }
  return raw;
}

function rowsOfJsonLines(text: string): Raw {
  const raw: Raw = { rows: [], problems: [], ignored: [] };
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
  for (const [place, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const row = place + 1;
    const read = parsed(line);
    const value: unknown = typeof read === "string" ? { prompt: read } : read;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      raw.problems.push(at(row, "bad_json", { value: short(line) }));
      continue;
    }
    const cells: RawRow["cells"] = new Map();
    for (const [heading, given] of Object.entries(value)) {
      const field = fieldOf(heading);
      const cell = cellOf(given);
      const where = { column: short(heading), value: short(JSON.stringify(given)) };
      if (field === null) raw.problems.push(at(row, "unknown_field", where));
      else if (cell === null) raw.problems.push(at(row, "bad_value", where));
      else cells.set(field, { heading, text: cell });
    }
    raw.rows.push({ row, cells });
  }
  return raw;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A value as it would stand in a cell; null for what cannot. */
function cellOf(value: unknown): string | null {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (!Array.isArray(value) || !value.every((one) => typeof one === "number")) return null;
  return value.length === 0 ? "none" : value.join(",");
}

function readRow(
  { row, cells }: RawRow,
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
    problems.push(at(row, code, { column: cell.heading, value: short(cell.text), allowed }));
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
    problems.push(at(row, "name_taken", { column, value: fileName, allowed: String(earlier) }));
  }
  if (fileName && !earlier) namedIn.set(fileName.toLowerCase(), row);
  if (problems.length > 0 || prompt === undefined) return { row: null, problems };
  const settings: RowSettings = {
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
    ...(imageSize !== undefined && { image_size: imageSize }),
    ...(references !== undefined && { references }),
    ...(fileName !== undefined && { file_name: fileName }),
  };
  return { row: { row, entry: { prompt, ...settings }, times }, problems };
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 59).toWellFormed()}…` : line;
}
