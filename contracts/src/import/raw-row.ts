import type { RowSettings } from "../prompt-row.ts";
import type { RowField } from "./row-fields.ts";
import type { RowProblem } from "./row-problem.ts";

/** A row before its cells are read, each with the name that the file has for its column. */
export type RawRow = {
  row: number;
  cells: Map<RowField, { heading: string; text: string }>;
  /** What holds where the row says nothing: the prompt that it was put into. */
  beneath: RowSettings | null;
};

export type RawRows = {
  rows: RawRow[];
  problems: RowProblem[];
  /** Headings of columns that mean nothing here. */
  ignored: string[];
  /** Whether its rows were put into the prompts that were there. */
  isFilled: boolean;
};

export const noRows = (): RawRows => ({ rows: [], problems: [], ignored: [], isFilled: false });

/** A problem in a row, or in the file as a whole. */
export const problemAt = (
  row: number | null,
  code: RowProblem["code"],
  more: Partial<RowProblem> = {},
): RowProblem => ({ code, row, column: null, value: "", allowed: "", ...more });

/** On one line, and not longer than is read. */
export function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 59).toWellFormed()}…` : line;
}
