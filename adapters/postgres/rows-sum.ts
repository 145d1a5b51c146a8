import { createHash } from "node:crypto";

/** Many rows in one number, whatever their order: their count, and the sum of their hashes in four parts. */
export type RowsSum = { rows: number; parts: readonly [bigint, bigint, bigint, bigint] };

export const noRows: RowsSum = { rows: 0, parts: [0n, 0n, 0n, 0n] };
const newline = 0x0a;

/** The rows of COPY's text, each without its line break; no row holds one, as COPY writes those as `\n`. */
export async function* rowsIn(text: AsyncIterable<Uint8Array>): AsyncIterable<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of text) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const rows: Buffer[] = [];
    let from = 0;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
      rows.push(bytes.subarray(from, at));
      from = at + 1;
    }
    rest = bytes.subarray(from);
    if (rows.length > 0) yield rows;
  }
  if (rest.length > 0) yield [rest];
}

/** Adds rows to a sum. */
export function plusRows(sum: RowsSum, rows: readonly Uint8Array[]): RowsSum {
  let [one, two, three, four] = sum.parts;
  for (const row of rows) {
    const hash = createHash("sha256").update(row).digest();
    one += hash.readBigUInt64LE(0);
    two += hash.readBigUInt64LE(8);
    three += hash.readBigUInt64LE(16);
    four += hash.readBigUInt64LE(24);
  }
  const parts = [one, two, three, four].map((part) => BigInt.asUintN(64, part));
  return { rows: sum.rows + rows.length, parts: parts as [bigint, bigint, bigint, bigint] };
}

/** What was added to `before` to make `after`. */
export function minusRows(after: RowsSum, before: RowsSum): RowsSum {
  const parts = after.parts.map((part, n) => BigInt.asUintN(64, part - (before.parts[n] ?? 0n)));
  return { rows: after.rows - before.rows, parts: parts as [bigint, bigint, bigint, bigint] };
}

/** Whether the very same rows went into both. */
export function isSameRows(one: RowsSum, other: RowsSum): boolean {
  return one.rows === other.rows && one.parts.every((part, n) => part === other.parts[n]);
}
