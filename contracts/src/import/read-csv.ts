/** A record of a CSV file; `row` is the number that a spreadsheet shows beside it. */
export type CsvRecord = { row: number; cells: string[] };

export type CsvText = {
  records: CsvRecord[];
  /** The row of a quote that is never closed: what follows it cannot be told apart. */
  unclosedRow: number | null;
};

type Separator = "," | ";" | "\t" | null;

/**
 * Reads CSV as spreadsheets of all languages write it: comma, semicolon or tab, told by the first line; quotes, doubled
 * inside; any line break; a byte order mark and Excel's `sep=;` line. A first line without a separator is of one column, in
 * which commas are part of the words. Pure, and linear in the text.
 */
export function readCsv(given: string): CsvText {
  const text = given.replace(/^\uFEFF/, "");
  const told = /^sep=([,;\t])(?:\r\n?|\n|$)/i.exec(text);
  const start = told?.[0].length ?? 0;
  const separator = (told?.[1] as Separator) ?? separatorOf(text);
  const records: CsvRecord[] = [];
  let row = told ? 2 : 1;
  let at = start;
  while (at < text.length) {
    const cells: string[] = [];
    for (;;) {
      const cell = readCell(text, at, separator);
      if (cell === null) return { records, unclosedRow: row };
      cells.push(cell.value);
      at = cell.end;
      if (at >= text.length || text[at] !== separator) break;
      at += 1;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
    records.push({ row, cells });
    row += 1;
  }
  return { records, unclosedRow: null };
}

/** One cell from `at`; `end` is where its separator, its line break or the text's end stands. Null: its quote stays open. */
function readCell(
  text: string,
  at: number,
  separator: Separator,
): { value: string; end: number } | null {
  let value = "";
  let from = at;
  while (text[from] === '"') {
    const close = text.indexOf('"', from + 1);
    if (close < 0) return null;
    value += text.slice(from + 1, close);
    from = close + 1;
    // A doubled quote is one, and the cell goes on behind it.
    if (text[from] !== '"') break;
    value += '"';
  }
  let end = from;
  while (end < text.length && !isEnd(text[end], separator)) end += 1;
  return { value: value + text.slice(from, end), end };
}

const isEnd = (sign: string | undefined, separator: Separator) =>
  sign === separator || sign === "\n" || sign === "\r";

/** The one that stands most often in the first line, outside quotes. */
function separatorOf(text: string): Separator {
  const counts = new Map<string, number>([
    [",", 0],
    [";", 0],
    ["\t", 0],
  ]);
  let isQuoted = false;
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (sign === "\n" || sign === "\r") break;
    else if (counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most && most[1] > 0 ? (most[0] as Separator) : null;
}
