import { noRows, problemAt, type RawRow, type RawRows, short } from "./raw-row.ts";
import { fieldOf } from "./row-fields.ts";

/** Text, or an object, on each line. */
export function rowsOfJsonLines(text: string): RawRows {
  const raw = noRows();
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
  for (const [place, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const row = place + 1;
    const read = parsed(line);
    const value: unknown = typeof read === "string" ? { prompt: read } : read;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      raw.problems.push(problemAt(row, "bad_json", { value: short(line) }));
      continue;
    }
    const cells: RawRow["cells"] = new Map();
    for (const [heading, given] of Object.entries(value)) {
      const field = fieldOf(heading);
      const cell = cellOf(given);
      const where = { column: short(heading), value: short(JSON.stringify(given)) };
      if (field === null) raw.problems.push(problemAt(row, "unknown_field", where));
      else if (cell === null) raw.problems.push(problemAt(row, "bad_value", where));
      else cells.set(field, { heading, text: cell });
    }
    raw.rows.push({ row, cells, beneath: null });
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
