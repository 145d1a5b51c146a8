import type { Page } from "@bunch/core/ports/execution-views";
import { Problem } from "@bunch/core/problem";

/** A moment in whole microseconds and an id: where a page ended that is ordered by both. */
export const timeMarkShape = /^(\d{1,17})_([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** A column's moment as the marks of pages have it. */
export function timeMark(column: string): string {
  return `(extract(epoch from ${column}) * 1000000)::bigint::text`;
}

/** The parts of a cursor that we gave; empty for the first page. Another one is refused. */
export function readCursor(cursor: string | null, shape: RegExp): (string | undefined)[] {
  if (cursor === null) return [];
  const parts = shape.exec(cursor);
  if (!parts) throw strangeCursor();
  return parts.slice(1);
}

/** A page of at most `limit` of the rows that were found, of which one more tells that there is a next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => Item,
  markOf: (row: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    next: rows.length > limit && last ? markOf(last) : null,
  };
}

function strangeCursor(): Problem {
  return new Problem("bad_request", "This cursor is not one of ours. Start from the first page.", {
    field: "cursor",
  });
}
