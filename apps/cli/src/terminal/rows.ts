import { displayWidth } from "./display-width.ts";
import { style } from "./style.ts";

/** Labels before values, the values under one another; values that are null are left out. */
export function labelled(
  rows: readonly (readonly [label: string, value: string | null])[],
): string {
  const kept = rows.filter(([, value]) => value !== null);
  const width = Math.max(0, ...kept.map(([label]) => displayWidth(label)));
  return kept
    .map(([label, value]) => `  ${pad(style.dim(label), width)}  ${value ?? ""}`)
    .join("\n");
}

/** Columns under one another, two blanks between; `right` names those of figures. */
export function columnsOf(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        if (right.includes(index)) return " ".repeat(width - displayWidth(cell)) + cell;
        return index === row.length - 1 ? cell : pad(cell, width);
      })
      .join("  ")
      .trimEnd(),
  );
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}
