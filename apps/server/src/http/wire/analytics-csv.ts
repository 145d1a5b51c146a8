import { stringify } from "csv-stringify/sync";

const columns = [
  "day",
  "model",
  "pictures",
  "failed",
  "calls",
  "cost",
  "possible_cost",
  "cost_without_picture",
] as const;

/** A line for each day and model, as a spreadsheet opens it: with a byte order mark, and no text that it would take for a formula. */
export function analyticsCsv(
  lines: readonly Record<(typeof columns)[number], string | number>[],
): string {
  return stringify(
    lines.map((line) => columns.map((column) => line[column])),
    {
      bom: true,
      header: true,
      columns: [...columns],
      record_delimiter: "windows",
      escape_formulas: true,
    },
  );
}
