import { fileStem } from "../file-name.ts";
import type { PromptRow } from "../prompt-row.ts";
import { fillTemplate, placeholdersOf } from "./fill-template.ts";
import { noRows, problemAt, type RawRow, type RawRows, short } from "./raw-row.ts";
import { type CsvRecord, readCsv } from "./read-csv.ts";
import { fieldOf, plainName, type RowField } from "./row-fields.ts";
import type { RowProblem } from "./row-problem.ts";

type Table = {
  columns: { heading: string; field: RowField | null }[];
  /** The place of each heading, by its plain name. */
  places: Map<string, number>;
  /** All headings, shortened, for whoever looks for one. */
  told: string;
};

/**
 * Rows with a heading for each column. What stands in double braces in a prompt, `{{product}}`, is that column's cell; a table
 * without prompts of its own fills those that are given, each row all of them, with what they have of their own beneath.
 */
export function rowsOfCsv(
  text: string,
  given: { templates: readonly PromptRow[]; maxPrompts: number },
): RawRows {
  const { records, unclosedRow } = readCsv(text);
  const raw = noRows();
  if (unclosedRow !== null) raw.problems.push(problemAt(unclosedRow, "unclosed_quote"));
  const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === "");
  const [header, ...lines] = records.filter(({ cells }) => !isBlank(cells));
  if (!header) return raw;
  const table = tableOf(header.cells);
  const { columns } = table;
  const firstOf = (field: RowField) => columns.findIndex((other) => other.field === field);
  const double = columns.find(({ field }, place) => field && firstOf(field) !== place);
  if (double) raw.problems.push(problemAt(header.row, "double_column", { column: double.heading }));
  const promptPlace = firstOf("prompt");
  raw.isFilled = promptPlace < 0 && given.templates.length > 0;
  if (promptPlace < 0 && !raw.isFilled) {
    raw.problems.push(problemAt(header.row, "no_prompt_column", { value: table.told }));
    return raw;
  }
  if (raw.isFilled && !canFill(raw, table, given, { row: header.row, lines: lines.length }))
    return raw;

  const used = new Set<string>();
  for (const { row, cells } of lines) {
    if (cells.slice(columns.length).some((cell) => cell.trim() !== "")) {
      raw.problems.push(problemAt(row, "too_many_cells", { allowed: String(columns.length) }));
      continue;
    }
    const prompts = raw.isFilled ? given.templates : [{ prompt: cells[promptPlace] ?? "" }];
    for (const [number, template] of prompts.entries()) {
      const filled = filledBy(template.prompt, table, { row, cells });
      for (const heading of filled.used) used.add(heading);
      raw.problems.push(...filled.problems);
      if (filled.problems.length > 0) continue;
      const read = cellsOf(table, cells, filled.prompt);
      const named = prompts.length > 1 ? read.get("file_name") : undefined;
      // Each of the row's pictures needs a name of its own.
      if (named && named.text.trim() !== "")
        read.set("file_name", { ...named, text: `${fileStem(named.text)}-${number + 1}` });
      raw.rows.push({ row, cells: read, beneath: raw.isFilled ? template : null });
    }
  }
  raw.ignored = columns.flatMap(({ field, heading }) =>
    field || !heading || used.has(heading) ? [] : heading,
  );
  return raw;
}

function tableOf(header: readonly string[]): Table {
  const columns = header.map((cell) => ({ heading: cell.trim(), field: fieldOf(cell) }));
  const places = new Map<string, number>();
  for (const [place, { heading }] of columns.entries())
    if (!places.has(plainName(heading))) places.set(plainName(heading), place);
  return { columns, places, told: short(columns.map(({ heading }) => heading).join(", ")) };
}

/** Whether the table has all that the prompts name, and makes no more of them than may be drawn; says what it has not. */
function canFill(
  raw: RawRows,
  table: Table,
  given: { templates: readonly PromptRow[]; maxPrompts: number },
  of: { row: number; lines: number },
): boolean {
  const names = new Set(given.templates.flatMap(({ prompt }) => placeholdersOf(prompt)));
  for (const name of names)
    if (!table.places.has(plainName(name)))
      raw.problems.push(problemAt(of.row, "no_column_for", { value: name, allowed: table.told }));
  const wanted = of.lines * given.templates.length;
  if (wanted > given.maxPrompts)
    raw.problems.push(
      problemAt(null, "too_many_prompts", {
        value: String(wanted),
        allowed: String(given.maxPrompts),
      }),
    );
  return raw.problems.every(({ code }) => code !== "no_column_for" && code !== "too_many_prompts");
}

function cellsOf({ columns }: Table, cells: readonly string[], prompt: string): RawRow["cells"] {
  const read: RawRow["cells"] = new Map([["prompt", { heading: "prompt", text: prompt }]]);
  for (const [place, { field, heading }] of columns.entries())
    if (field)
      read.set(field, { heading, text: field === "prompt" ? prompt : (cells[place] ?? "") });
  return read;
}

/** A prompt with a row's cells in it. Braces of which none names a column are words like any other. */
function filledBy(
  template: string,
  { columns, places, told }: Table,
  { row, cells }: CsvRecord,
): { prompt: string; used: string[]; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const used: string[] = [];
  const names = placeholdersOf(template);
  const missing = names.filter((name) => !places.has(plainName(name)));
  if (missing.length === names.length) return { prompt: template, used, problems };
  for (const name of missing)
    problems.push(problemAt(row, "no_column_for", { value: name, allowed: told }));
  const prompt = fillTemplate(template, (name) => {
    const place = places.get(plainName(name));
    if (place === undefined) return "";
    const heading = columns[place]?.heading ?? name;
    const cell = cells[place]?.trim() ?? "";
    used.push(heading);
    if (cell === "" && !problems.some(({ column }) => column === heading))
      problems.push(problemAt(row, "empty_value", { column: heading }));
    return cell;
  });
  return { prompt, used, problems };
}
